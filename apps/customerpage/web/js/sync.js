/** @import { Config } from './types.js' */
import { choice } from './choice.js';
import { getCars, getConfig, getProvider, getRentals } from './api.js';
import { recall, remember } from './memory.js';
import { kindOfError, problemOf } from './problem.js';
import { failed, fleet, loaded, rentalsLoaded, report, setCars, setFailed } from './store.js';

const pageSize = 20;

/** The server's configuration. `identity` also becomes true when the server asks for a sign-in. @type {Config} */
export const config = { identity: false, provider: '', testCards: [] };
/** The page size of requests for rentals. */
const chunk = 100;
const list = { shown: pageSize, total: 0 };
let accountChanged = () => {};

/** @param {() => void} listener called when the need for a sign-in changes */
export function onAccount(listener) {
  accountChanged = listener;
}

/** @type {(problem: import('./problem.js').ShopProblem | undefined) => void} */
let onPeriod = () => {};

/** @param {typeof onPeriod} listener called with the problem of the period that is chosen, or undefined when there is none */
export function onPeriodProblem(listener) {
  onPeriod = listener;
}

export const shown = () => list.shown;
export const hasMore = () => list.shown < list.total;

/** Reads the cars for the period that is chosen. An answer for another period is dropped: a later request replaces it. */
export async function readCars() {
  const { period } = choice;
  try {
    const cars = await getCars(period);
    if (period !== choice.period) return;
    setCars(cars, period);
    if (period) onPeriod(undefined);
  } catch (error) {
    if (period !== choice.period) return;
    const problem = problemOf(error);
    if (period && problem.kind === 'badPeriod') {
      setCars(
        fleet().map((car) => ({ ...car, quote: undefined, available: undefined })),
        period,
      );
      return onPeriod(problem);
    }
    setFailed('fleet', problem.kind);
    if (problem.kind === 'unauthorized') signInNeeded();
  }
}

/** Reads all rentals that the page shows. */
export async function readRentals() {
  const size = Math.min(list.shown, chunk);
  try {
    for (let page = 0; page * size < list.shown; page += 1) {
      const answer = await getRentals(page, size);
      list.total = answer.total;
      report(answer.rentals);
    }
    rentalsLoaded();
  } catch (error) {
    const kind = kindOfError(error);
    if (kind === 'unauthorized') signInNeeded();
    else setFailed('rentals', kind);
  }
}

export function readMore() {
  list.shown += pageSize;
  return readRentals();
}

async function readConfig() {
  try {
    const { identity } = await getConfig();
    config.identity ||= identity;
    accountChanged();
  } catch (error) {
    if (kindOfError(error) === 'unauthorized') signInNeeded();
  }
}

/**
 * Payment may be down while the other services work: then the order contains no card, and the next attempt asks again.
 */
async function readProvider() {
  if (config.provider) return;
  const provider = await getProvider().catch(() => undefined);
  config.provider = provider?.name ?? '';
  config.testCards = provider?.testMethods ?? [];
}

/** The server rejected the token, so it is deleted. */
export function signInNeeded() {
  const isExpired = loaded.rentals && recall('token') !== null;
  if (isExpired || failed.rentals !== 'expired') setFailed('rentals', isExpired ? 'expired' : 'unauthorized');
  remember('token', null);
  config.identity = true;
  accountChanged();
}

export const readAll = () => Promise.all([readConfig(), readProvider(), readCars(), readRentals()]);
