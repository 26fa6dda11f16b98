/** @import { Car, Order, Provider, Rental } from './types.js' */
import { recall } from './memory.js';
import { ShopProblem, kindOf, retryAfterSeconds } from './problem.js';

/** Longer than any deadline of the services; after it the connection counts as lost. */
const patience = 45_000;

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
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: { accept: 'application/json', ...content, ...identity(), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new ShopProblem('offline');
  }
  const answer = await response.json().catch(() => ({}));
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

/** @returns {Promise<Car[]>} */
export const getCars = async () => (await call('GET', '/cars?size=100'))._embedded?.cars ?? [];

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
 * @param {{ productId: string, qty: number, paymentMethod?: string }} order
 * @param {string} key the same for every attempt of one order
 * @returns {Promise<Order>}
 */
export const postOrder = (order, key) => call('POST', '/orders', { body: order, headers: { 'idempotency-key': key } });

/** @param {number} orderId */
export const cancelOrder = (orderId) => call('DELETE', `/orders/${orderId}`);

/**
 * Reads the order itself, when the read model would be too late.
 * @param {number} orderId
 * @returns {Promise<Order>}
 */
export const getOrder = (orderId) => call('GET', `/orders/${orderId}`);
