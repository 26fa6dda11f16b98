/** @import { OrderRequest } from './types.js' */
import { recall, remember } from './memory.js';

/**
 * An order that is being sent. Its Idempotency-Key stays the same over all retries and a reload until the outcome is
 * known, so a retry never makes a second order.
 * @typedef {{ key: string, order: OrderRequest, at: number }} Attempt
 */

/** Shorter than the time for which order stores keys. */
const lifetime = 10 * 60_000;

/**
 * @param {Attempt['order']} order
 * @returns {Attempt}
 */
export function beginAttempt(order) {
  const attempt = { key: newKey(), order, at: Date.now() };
  remember('attempt', attempt);
  return attempt;
}

/** @returns {Attempt | null} the attempt that a reload interrupted */
export function openAttempt() {
  const attempt = recall('attempt');
  return attempt && Date.now() - attempt.at < lifetime ? attempt : null;
}

export const endAttempt = () => remember('attempt', null);

/** An Idempotency-Key. Not `crypto.randomUUID`: it exists only on pages over TLS or from this machine. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
