import { recall, remember } from './memory.js';

/**
 * One order on its way to the shop. It keeps its Idempotency-Key over every try and over a reload, until its outcome is
 * known, so that trying again is never a second order.
 * @typedef {{ key: string, order: { productId: string, qty: number, paymentMethod?: string }, at: number }} Attempt
 */

/** The shop remembers keys for longer than this. */
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

/** @returns {Attempt | null} the one that a reload interrupted */
export function openAttempt() {
  const attempt = recall('attempt');
  return attempt && Date.now() - attempt.at < lifetime ? attempt : null;
}

export const endAttempt = () => remember('attempt', null);

/** `crypto.randomUUID` exists only where the page came over TLS or from this machine. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
