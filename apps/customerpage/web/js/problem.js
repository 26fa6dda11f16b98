/**
 * @typedef {'declined' | 'outOfStock' | 'conflict' | 'overloaded' | 'offline' | 'unauthorized' | 'forbidden' | 'unknown'} Kind
 */

/** What a call to the shop failed with, in the page's own terms. */
export class ShopProblem extends Error {
  /**
   * @param {Kind} kind
   * @param {{ retryAfter?: number, traceId?: string, code?: string, detail?: string }} [facts] retryAfter in seconds
   */
  constructor(kind, facts = {}) {
    super(facts.detail ?? kind);
    this.kind = kind;
    this.retryAfter = facts.retryAfter ?? 0;
    this.traceId = facts.traceId;
    this.code = facts.code;
  }
}

/**
 * The kind of an answer that is no success.
 * @param {number} status HTTP status
 * @param {string} [code] the problem's stable code
 * @returns {Kind}
 */
export function kindOf(status, code = '') {
  if (status === 409) return kindOfConflict(code);
  if (status === 429 || status === 502 || status === 503 || status === 504) return 'overloaded';
  return (
    /** @type {Record<number, Kind>} */ ({ 401: 'unauthorized', 402: 'declined', 403: 'forbidden' })[status] ??
    'unknown'
  );
}

/**
 * @param {string} code
 * @returns {Kind}
 */
function kindOfConflict(code) {
  if (/stock/i.test(code)) return 'outOfStock';
  // The first request with this key still runs: the same as busy, the same key finds its answer in a moment.
  return /progress|idempoten/i.test(code) ? 'overloaded' : 'conflict';
}

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
