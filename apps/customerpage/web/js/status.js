/** @import { Fact, Rental } from './types.js' */

/** The order in which a rental's facts are told, whatever the order in which they became known. */
export const story = ['Ordered', 'Paid', 'Shipped', 'DeliveryCanceled', 'PayCancelled', 'OrderCancelled'];

/** A rental only ever moves forward through these; the position is its precedence. */
const course = ['Pending', 'Placed', 'Shipped', 'Cancelling', 'Cancelled'];

/**
 * How far along a status is: a rental never goes back to a lower one. A status unknown here counts as the furthest,
 * so that a newer shop is shown as it is.
 * @param {string} status
 * @returns {number}
 */
export function rank(status) {
  const at = course.indexOf(status);
  return at < 0 ? course.length : at;
}

/**
 * What is known of a rental after another report of it: the further status wins, then the later report; the facts are united.
 * @param {Rental | undefined} known
 * @param {Rental} report
 * @returns {Rental}
 */
export function merge(known, report) {
  if (!known) return report;
  const ahead = rank(report.status) - rank(known.status);
  const later = (report.updatedAt ?? '') >= (known.updatedAt ?? '');
  const newer = ahead > 0 || (ahead === 0 && later);
  const [old, fresh] = newer ? [known, report] : [report, known];
  return { ...old, ...told(fresh), history: unite(old.history, fresh.history) };
}

/**
 * A view that has not heard of every event yet has nulls; they do not wipe out what is known.
 * @param {Rental} rental
 * @returns {Rental}
 */
function told(rental) {
  const known = Object.entries(rental).filter(([, value]) => value !== null && value !== undefined);
  return /** @type {any} */ (Object.fromEntries(known));
}

/**
 * @param {Fact[]} [older]
 * @param {Fact[]} [newer]
 * @returns {Fact[]} every event once, in the order of the story
 */
function unite(older = [], newer = []) {
  const facts = new Map([...older, ...newer].map((fact) => [fact.event, fact]));
  return [...facts.values()].sort((a, b) => story.indexOf(a.event) - story.indexOf(b.event));
}

/**
 * The steps of the story a rental still waits for.
 * @param {Rental} rental
 * @returns {string[]}
 */
export function expected(rental) {
  const seen = new Set((rental.history ?? []).map((fact) => fact.event));
  const missing = (/** @type {string[]} */ steps) => steps.filter((step) => !seen.has(step));
  if (rank(rental.status) <= rank('Shipped')) return missing(['Ordered', 'Paid', 'Shipped']);
  if (rental.status !== 'Cancelling') return [];
  return missing(['DeliveryCanceled', 'PayCancelled', 'OrderCancelled']);
}

/**
 * @param {Rental} rental
 * @returns {boolean} whether the customer can cancel it
 */
export const cancellable = (rental) => rental.status === 'Placed' || rental.status === 'Shipped';

/**
 * What the customer paid. Events of other publishers carry no amount; then it is unknown here, and the shop knows it.
 * @param {Rental} rental
 * @returns {number | undefined}
 */
export const paid = (rental) => rental.amount || undefined;

/**
 * @param {Rental} rental
 * @returns {boolean} whether its money went back
 */
export const refunded = (rental) => (rental.history ?? []).some((fact) => fact.event === 'PayCancelled');
