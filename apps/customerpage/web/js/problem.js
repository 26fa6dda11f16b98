/**
 * - `overloaded`: turned away before anything was done, or the first try still runs: the same attempt goes on
 * - `unpaid`: payment is not to be had, the order is over and nothing was charged: a new attempt
 * - `unsettled`: payment has not answered; the order settles by itself, and the same attempt learns how
 * - `rejected`: the shop will never take this request
 * - `stillStuck`: an operator had stuck work tried again, and it failed again
 * @typedef {'declined' | 'outOfStock' | 'conflict' | 'overloaded' | 'unpaid' | 'unsettled' | 'offline' | 'unauthorized'
 *   | 'forbidden' | 'rejected' | 'stillStuck' | 'unknown'} Kind
 */

/** What a call to the shop failed with, in the page's own terms. */
export class ShopProblem extends Error {
  /**
   * @param {Kind} kind
   * @param {{ retryAfter?: number, traceId?: string, detail?: string, orderId?: number }} [facts] retryAfter in seconds
   */
  constructor(kind, facts = {}) {
    super(facts.detail ?? kind);
    this.kind = kind;
    this.retryAfter = facts.retryAfter ?? 0;
    this.traceId = facts.traceId;
    this.orderId = facts.orderId;
  }
}

/**
 * The kind of whatever a call to the shop threw.
 * @param {unknown} error
 * @returns {Kind}
 */
export const kindOfError = (error) => problemOf(error).kind;

/**
 * Whatever a call to the shop threw, as a problem.
 * @param {unknown} error
 * @returns {ShopProblem}
 */
export const problemOf = (error) => (error instanceof ShopProblem ? error : new ShopProblem('unknown'));

/** @type {Record<string, Kind>} */
const byCode = {
  'payment.unavailable': 'unpaid',
  'payment.unknown': 'unsettled',
  'car.out_of_stock': 'outOfStock',
  'stuck.retry_failed': 'stillStuck',
};
/** @type {Record<number, Kind>} */
const byStatus = {
  401: 'unauthorized',
  402: 'declined',
  403: 'forbidden',
  409: 'conflict',
  412: 'conflict',
  429: 'overloaded',
};

/**
 * The kind of an answer that is no success.
 * @param {number} status HTTP status
 * @param {string} [code] the problem's stable code
 * @returns {Kind}
 */
export function kindOf(status, code = '') {
  const known = byCode[code] ?? byStatus[status];
  if (known) return known;
  if (status === 502 || status === 503 || status === 504) return 'overloaded';
  return status >= 400 && status < 500 ? 'rejected' : 'unknown';
}

/**
 * @param {Kind} kind
 * @returns {boolean} whether the outcome is open, so that another try must be the same attempt
 */
export const staysOpen = (kind) => ['overloaded', 'unsettled', 'offline', 'unknown', 'unauthorized'].includes(kind);

/**
 * The seconds a `Retry-After` asks for; it carries seconds or an HTTP date.
 * @param {string | null} header
 * @param {number} [now] milliseconds
 * @returns {number} whole seconds, between 0 and 120
 */
export function retryAfterSeconds(header, now = Date.now()) {
  if (!header) return 0;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(120, Math.max(0, Math.ceil(seconds))) : 0;
}
