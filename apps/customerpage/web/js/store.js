import { choice } from './choice.js';
import { recall, remember } from './memory.js';
import { merge } from './merge.js';
import { rank } from './status.js';

/** @import { Car, Period, Rental } from './types.js' */

/** Emits `fleet` and `rentals` when they change. */
export const changes = new EventTarget();
/** @param {'fleet' | 'rentals'} name */
const changed = (name) => changes.dispatchEvent(new Event(name));

/** @type {Map<string, Car>} */
let cars = new Map();
/** The period that the cars were read for. @type {Period | null} */
let carsPeriod = null;
/** @type {Map<number, Rental>} */
const rentals = new Map();
/** Changes made in this tab that the read model does not contain yet. @type {Record<string, Rental>} */
let ahead = recall('ahead') ?? {};
/** Orders that this tab placed or cancelled; their changes are announced to screen readers. */
const mine = new Set(Object.keys(ahead).map(Number));
for (const rental of Object.values(ahead)) rentals.set(rental.orderId, rental);

export const loaded = { fleet: false, rentals: false };
/** The kind of problem that prevents a part from loading. */
export const failed = { fleet: '', rentals: '' };

export const fleet = () => [...cars.values()];
/** @param {string} productId */
export const car = (productId) => cars.get(String(productId));
/** @param {number} orderId */
export const rental = (orderId) => rentals.get(orderId);
export const newestFirst = () => [...rentals.values()].sort((a, b) => b.orderId - a.orderId);
/** @param {number} orderId */
export const isMine = (orderId) => mine.has(orderId);

/** Whether the cars were read for the period that is chosen. */
export const isForChoice = () => carsPeriod === choice.period;

/** @param {Car[]} list @param {Period | null} period that they were read for */
export function setCars(list, period) {
  carsPeriod = period;
  cars = new Map(list.map((each) => [String(each.productId), each]));
  loaded.fleet = true;
  failed.fleet = '';
  changed('fleet');
  changed('rentals');
}

/**
 * Merges the read model's rentals; a known later status is never replaced by an earlier one.
 * @param {Rental[]} reports
 */
export function report(reports) {
  for (const each of reports) {
    rentals.set(each.orderId, merge(rentals.get(each.orderId), each));
    const own = ahead[each.orderId];
    if (own && rank(each.status) >= rank(own.status)) Reflect.deleteProperty(ahead, each.orderId);
  }
  remember('ahead', ahead);
  changed('rentals');
}

/**
 * Merges the result of an own order or cancellation, and keeps it until the read model contains it.
 * @param {Rental} own
 */
export function reportOwn(own) {
  mine.add(own.orderId);
  const known = merge(rentals.get(own.orderId), own);
  if (rank(own.status) >= rank(rentals.get(own.orderId)?.status ?? 'Pending')) ahead[own.orderId] = known;
  rentals.set(own.orderId, known);
  remember('ahead', ahead);
  changed('rentals');
}

/**
 * @param {'fleet' | 'rentals'} what the part that could not be loaded
 * @param {string} kind of problem
 */
export function setFailed(what, kind) {
  failed[what] = kind;
  changed(what);
}

export function rentalsLoaded() {
  loaded.rentals = true;
  failed.rentals = '';
  changed('rentals');
}

/** Deletes all data of the user who was signed in. */
export function forgetRentals() {
  rentals.clear();
  mine.clear();
  ahead = {};
  loaded.rentals = false;
  remember('ahead', null);
  remember('attempt', null);
  changed('rentals');
}
