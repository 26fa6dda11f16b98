/** @import { CancellationQuote, Car, Order, OrderRequest, Period, Provider, Quote, Rental } from './types.js' */
import { recall } from './memory.js';
import { ShopProblem, kindOf, retryAfterSeconds } from './problem.js';

/** Longer than any deadline of the services; after it the connection counts as lost. */
const patience = 45_000;

/** Aborts the requests of the current user. */
let session = new AbortController();

/** Aborts pending requests, whose answers are for the user who was signed in. They fail as without a connection. */
export function dropAnswers() {
  session.abort();
  session = new AbortController();
}

/**
 * The headers that identify the caller when a user is signed in.
 * @returns {Record<string, string>}
 */
export function identity() {
  const token = recall('token');
  return token ? { authorization: `Bearer ${token}` } : {};
}

/**
 * @param {string} method
 * @param {string} path
 * @param {{ body?: unknown, headers?: Record<string, string> }} [options]
 * @returns {Promise<any>} the answer's JSON
 * @throws {ShopProblem}
 */
export async function call(method, path, { body, headers = {} } = {}) {
  /** @type {Record<string, string>} */
  const content = body === undefined ? {} : { 'content-type': 'application/json' };
  const { signal } = session;
  let response;
  try {
    response = await fetch(path, {
      method,
      // The language of the page, not of the browser: mails and calendars are written in it.
      headers: {
        accept: 'application/json',
        'accept-language': document.documentElement.lang,
        ...content,
        ...identity(),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
  } catch {
    throw new ShopProblem('offline');
  }
  const answer = await response.json().catch(() => ({}));
  if (signal.aborted) throw new ShopProblem('offline');
  if (response.ok) return answer;
  throw new ShopProblem(kindOf(response.status, answer.code), {
    detail: answer.detail,
    orderId: answer.orderId,
    code: answer.code,
    members: answer,
    retryAfter: retryAfterSeconds(response.headers.get('retry-after')),
    traceId: answer.traceId,
  });
}

/** @returns {Promise<{ identity: boolean }>} */
export const getConfig = () => call('GET', '/customerpages/config');

/** @returns {Promise<Provider>} */
export const getProvider = () => call('GET', '/payments/provider');

/** @param {Period} period */
const inQuery = ({ from, to }) => new URLSearchParams({ from, to });

/**
 * @param {Period | null} [period] asks what of each car is free then, and what it costs
 * @returns {Promise<Car[]>}
 */
export async function getCars(period) {
  const path = period ? `/cars?${inQuery(period)}` : '/cars?size=100';
  return (await call('GET', path))._embedded?.cars ?? [];
}

/**
 * @param {string} productId
 * @param {Period} period
 * @returns {Promise<Quote>}
 */
export const getQuote = (productId, period) =>
  call('GET', `/cars/${encodeURIComponent(productId)}/quote?${inQuery(period)}`);

/**
 * @param {string} productId
 * @param {Period} range
 * @returns {Promise<Period[]>} when the car is free in it
 */
export const getFreeWindows = async (productId, range) =>
  (await call('GET', `/cars/${encodeURIComponent(productId)}/availability?${inQuery(range)}`)).windows ?? [];

/**
 * @param {number} page from 0, newest orders first
 * @param {number} size rentals of a page
 * @returns {Promise<{ rentals: Rental[], total: number }>}
 */
export async function getRentals(page, size) {
  const answer = await call('GET', `/customerpages?page=${page}&size=${size}&sort=id,desc`);
  return { rentals: answer._embedded?.customerpages ?? [], total: answer.page?.totalElements ?? 0 };
}

/**
 * @param {OrderRequest} order
 * @param {string} key the same for every attempt of one order
 * @returns {Promise<Order>}
 */
export const postOrder = (order, key) => call('POST', '/orders', { body: order, headers: { 'idempotency-key': key } });

/**
 * @param {number} orderId
 * @param {number} [expectedFee] the fee that the customer has agreed to; an instant order has none
 */
export const cancelOrder = (orderId, expectedFee) =>
  call('DELETE', `/orders/${orderId}${expectedFee === undefined ? '' : `?expectedFee=${expectedFee}`}`);

/**
 * @param {number} orderId
 * @returns {Promise<CancellationQuote>}
 */
export const getCancellation = (orderId) => call('GET', `/orders/${orderId}/cancellation`);

/**
 * @param {number} orderId
 * @returns {Promise<number | undefined>} the id of the order's delivery
 */
export const getDeliveryId = async (orderId) =>
  (await call('GET', `/deliveries?orderId=${orderId}`))._embedded?.deliveries?.[0]?.id;

/**
 * Records that the car is back.
 * @param {number} deliveryId
 * @param {{ odometer?: number, notes?: string }} facts
 */
export const postReturn = (deliveryId, facts) => call('POST', `/deliveries/${deliveryId}/return`, { body: facts });

/**
 * Reads the order itself, when the read model would be too late.
 * @param {number} orderId
 * @returns {Promise<Order>}
 */
export const getOrder = (orderId) => call('GET', `/orders/${orderId}`);
