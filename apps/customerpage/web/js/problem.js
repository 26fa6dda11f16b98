/**
 * - `overloaded`: rejected before anything was done, or the first request still runs: the same attempt continues
 * - `unpaid`: payment is unavailable, the order is refused and nothing was charged: a retry is a new attempt
 * - `unsettled`: payment has not answered; the order settles later, and the same attempt returns the result
 * - `rejected`: a retry of this request is never accepted
 * - `notAvailable`: no car is free for the whole period; the problem contains the next free windows
 * - `priceChanged`, `feeChanged`: it costs something else now; the problem contains the new quote
 * - `badPeriod`: the times of a period cannot be booked
 * - `extensionRefused`: the next booking needs the car; the problem contains the latest possible end
 * - `extensionOpen`: another extension of the booking is still being paid
 * - `stillStuck`: an operator's retry of a stuck event failed
 * @typedef {'declined' | 'outOfStock' | 'conflict' | 'overloaded' | 'unpaid' | 'unsettled' | 'offline' | 'unauthorized'
 *   | 'forbidden' | 'rejected' | 'stillStuck' | 'notAvailable' | 'notBookable' | 'priceChanged' | 'feeChanged' | 'badPeriod'
 *   | 'badOdometer' | 'extensionRefused' | 'extensionOpen' | 'unknown'} Kind
 */

/** The failure of a request, by its meaning for the page. */
export class ShopProblem extends Error {
  /**
   * @param {Kind} kind
   * @param {{ retryAfter?: number, traceId?: string, detail?: string, orderId?: number, code?: string, members?:
   *   Record<string, unknown> }} [facts] retryAfter in seconds, members of the problem document
   */
  constructor(kind, facts = {}) {
    super(facts.detail ?? kind);
    this.kind = kind;
    this.retryAfter = facts.retryAfter ?? 0;
    this.traceId = facts.traceId;
    this.orderId = facts.orderId;
    this.code = facts.code ?? '';
    this.members = facts.members ?? {};
  }
}

/**
 * The kind of any error of a request.
 * @param {unknown} error
 * @returns {Kind}
 */
export const kindOfError = (error) => problemOf(error).kind;

/**
 * Converts any error of a request to a problem.
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
  'car.not_available': 'notAvailable',
  'car.not_bookable': 'notBookable',
  'price.changed': 'priceChanged',
  'cancellation.fee_changed': 'feeChanged',
  'extension.not_available': 'extensionRefused',
  'extension.open': 'extensionOpen',
  'booking.time_invalid': 'badPeriod',
  'booking.in_past': 'badPeriod',
  'booking.out_of_bounds': 'badPeriod',
  'delivery.odometer_invalid': 'badOdometer',
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
 * The kind of an unsuccessful answer.
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
 * @returns {boolean} whether the outcome is unknown, so that a retry must use the same attempt
 */
export const staysOpen = (kind) => ['overloaded', 'unsettled', 'offline', 'unknown', 'unauthorized'].includes(kind);

/**
 * Parses `Retry-After`, which contains seconds or an HTTP date.
 * @param {string | null} header
 * @param {number} [now] milliseconds
 * @returns {number} whole seconds, between 0 and 120
 */
export function retryAfterSeconds(header, now = Date.now()) {
  if (!header) return 0;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(120, Math.max(0, Math.ceil(seconds))) : 0;
}
