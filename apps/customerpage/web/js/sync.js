import { getCars, getConfig, getProvider, getRentals } from './api.js';
import { remember } from './memory.js';
import { rentalsLoaded, report, setCars, setFailed } from './store.js';

const pageSize = 20;

/** What the shop said about itself; `identity` also once it asked for a sign-in. */
export const config = { identity: false, provider: '', testCards: [] };
const list = { shown: pageSize, pages: 1 };
let accountChanged = () => {};

/** @param {() => void} listener called when it shows that a sign-in is needed, or not */
export function onAccount(listener) {
  accountChanged = listener;
}

export const shown = () => list.shown;
export const hasMore = () => list.shown < list.pages * pageSize;

export async function readCars() {
  try {
    setCars(await getCars());
  } catch (error) {
    setFailed('fleet', error.kind ?? 'unknown');
    if (error.kind === 'unauthorized') signInNeeded();
  }
}

/** @param {number} [page] from 0, newest first */
export async function readRentals(page = 0) {
  try {
    const answer = await getRentals(page);
    list.pages = answer.pages;
    report(answer.rentals);
    rentalsLoaded();
  } catch (error) {
    setFailed('rentals', error.kind ?? 'unknown');
    if (error.kind === 'unauthorized') signInNeeded();
  }
}

export function readMore() {
  list.shown += pageSize;
  return readRentals(list.shown / pageSize - 1);
}

async function readConfig() {
  try {
    const { identity } = await getConfig();
    config.identity ||= identity;
    accountChanged();
  } catch (error) {
    if (error.kind === 'unauthorized') signInNeeded();
  }
}

/** Payment may be away while everything else is there: then the order names no card, and the next try asks again. */
async function readProvider() {
  if (config.provider) return;
  const provider = await getProvider().catch(() => ({ name: '' }));
  Object.assign(config, { provider: provider.name, testCards: provider.testMethods ?? [] });
}

/** The shop does not know who asks: a token that was there is worth nothing any more. */
export function signInNeeded() {
  remember('token', null);
  config.identity = true;
  accountChanged();
}

export const readAll = () => Promise.all([readConfig(), readProvider(), readCars(), readRentals()]);
