import { recall, remember } from './memory.js';
import { merge, rank } from './status.js';

/** @import { Car, Rental } from './types.js' */

/** Says when the fleet or the rentals changed: `fleet`, `rentals`. */
export const changes = new EventTarget();
/** @param {'fleet' | 'rentals'} name */
const changed = (name) => changes.dispatchEvent(new Event(name));

/** @type {Map<string, Car>} */
let cars = new Map();
/** @type {Map<number, Rental>} */
const rentals = new Map();
/** What this tab did itself and the shop's view does not show yet. @type {Record<string, Rental>} */
let ahead = recall('ahead') ?? {};
/** Orders this tab placed or cancelled: their news is told aloud. */
const mine = new Set(Object.keys(ahead).map(Number));
for (const rental of Object.values(ahead)) rentals.set(rental.orderId, rental);

export const loaded = { fleet: false, rentals: false };
/** The kind of problem that keeps a part from being loaded. */
export const failed = { fleet: '', rentals: '' };

export const fleet = () => [...cars.values()];
/** @param {string} productId */
export const car = (productId) => cars.get(String(productId));
/** @param {number} orderId */
export const rental = (orderId) => rentals.get(orderId);
export const newestFirst = () => [...rentals.values()].sort((a, b) => b.orderId - a.orderId);
/** @param {number} orderId */
export const isMine = (orderId) => mine.has(orderId);

/** @param {Car[]} list */
export function setCars(list) {
  cars = new Map(list.map((each) => [String(each.productId), each]));
  loaded.fleet = true;
  failed.fleet = '';
  changed('fleet');
  changed('rentals');
}

/**
 * Takes in what the shop's view says: never a step back from what this page already knows.
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
 * Takes in what an own order or cancellation led to, and remembers it until the shop's view shows it.
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
 * @param {'fleet' | 'rentals'} what could not be loaded
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

/** Forgets everything that belongs to whoever was signed in. */
export function forgetRentals() {
  rentals.clear();
  mine.clear();
  ahead = {};
  loaded.rentals = false;
  remember('ahead', null);
  remember('attempt', null);
  changed('rentals');
}
