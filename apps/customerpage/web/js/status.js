/** @import { Fact, Rental } from './types.js' */

/** The order in which a rental's events are shown, whatever the order of their arrival. */
export const eventOrder = ['Ordered', 'Paid', 'Shipped', 'DeliveryCanceled', 'PayCancelled', 'OrderCancelled'];

/** A rental only moves forward through these statuses; the position is the precedence. */
const course = ['Pending', 'Placed', 'Shipped', 'Cancelling', 'Cancelled'];

/**
 * The precedence of a status: a rental never returns to a lower one. A status that this page does not know is the
 * highest, so that a newer server's status is shown.
 * @param {string} status
 * @returns {number}
 */
export function rank(status) {
  const at = course.indexOf(status);
  return at < 0 ? course.length : at;
}

/**
 * Merges another report into the known rental: the further status wins, then the later report; the histories are
 * united.
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
  return { ...old, ...withoutNulls(fresh), history: unite(old.history, fresh.history) };
}

/**
 * Drops null fields: a read model that has not received every event yet must not overwrite known values.
 * @param {Rental} rental
 * @returns {Rental}
 */
function withoutNulls(rental) {
  const known = Object.entries(rental).filter(([, value]) => value !== null && value !== undefined);
  return /** @type {any} */ (Object.fromEntries(known));
}

/**
 * @param {Fact[]} [older]
 * @param {Fact[]} [newer]
 * @returns {Fact[]} every event once, in the order of `eventOrder`
 */
function unite(older = [], newer = []) {
  const facts = new Map([...older, ...newer].map((fact) => [fact.event, fact]));
  return [...facts.values()].sort((a, b) => eventOrder.indexOf(a.event) - eventOrder.indexOf(b.event));
}

/**
 * The events that a rental still waits for.
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
 * The amount that the customer paid; undefined when the events of another publisher contain no amount.
 * @param {Rental} rental
 * @returns {number | undefined}
 */
export const paid = (rental) => rental.amount || undefined;

/**
 * @param {Rental} rental
 * @returns {boolean} whether its money was returned
 */
export const refunded = (rental) => (rental.history ?? []).some((fact) => fact.event === 'PayCancelled');
