/** @import { Fact, Rental } from './types.js' */

/** The events of a rental with their icons, in the order in which they are shown, whatever the order of their arrival. */
export const eventIcons = /** @type {const} */ ({
  Ordered: 'cart',
  Paid: 'card',
  Shipped: 'car',
  OrderReassigned: 'car',
  HandedOver: 'key',
  OrderExtended: 'clock',
  OrderOverdue: 'alert',
  Returned: 'home',
  OrderCompleted: 'check',
  DeliveryCanceled: 'stop',
  PayCancelled: 'back',
  OrderCancelled: 'cross',
});
/** @type {string[]} */
export const eventOrder = Object.keys(eventIcons);

/**
 * A rental only moves forward through these statuses; the position is the precedence. Cancelling comes before InUse: a hand-over that
 * is recorded before the cancellation reaches the delivery wins.
 */
export const course = ['Pending', 'Placed', 'Shipped', 'Cancelling', 'InUse', 'Returned', 'Completed', 'Cancelled'];

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

/** @param {Rental} rental @returns {rental is Rental & import('./types.js').Period} */
export const isBooking = (rental) => Boolean(rental.from && rental.to);

/**
 * The events that each status leads to. An instant order that is Shipped waits for nothing: it may be returned at any time.
 * @type {Record<string, string[]>}
 */
const steps = {
  Pending: ['Ordered', 'Paid', 'Shipped'],
  Placed: ['Ordered', 'Paid', 'Shipped'],
  Shipped: ['Ordered', 'Paid', 'Shipped'],
  InUse: ['Returned', 'OrderCompleted'],
  Returned: ['OrderCompleted'],
  Cancelling: ['DeliveryCanceled', 'PayCancelled', 'OrderCancelled'],
};

/**
 * The events that a rental still waits for.
 * @param {Rental} rental
 * @returns {string[]}
 */
export function expected(rental) {
  const seen = new Set((rental.history ?? []).map((fact) => fact.event));
  const next = steps[rental.status] ?? [];
  const isOpen = rank(rental.status) <= rank('Shipped') && isBooking(rental);
  return (isOpen ? [...next, 'HandedOver', ...(steps['InUse'] ?? [])] : next).filter((step) => !seen.has(step));
}

/**
 * @param {Rental} rental
 * @returns {boolean} whether the customer can cancel it
 */
export const cancellable = (rental) => rental.status === 'Placed' || rental.status === 'Shipped';

/**
 * @param {Rental} rental
 * @returns {boolean} whether the customer can record that the car is back; a booking's car is handed over first
 */
export const returnable = (rental) => rental.status === 'InUse' || (rental.status === 'Shipped' && !isBooking(rental));

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

/**
 * The amount that an event of a rental moved, or the fee that it fixed; undefined where it has none.
 * @param {Rental} rental
 * @param {string} event
 * @returns {number | undefined}
 */
export function amountOf(rental, event) {
  if (event === 'Paid') return paid(rental);
  if (event === 'PayCancelled') return rental.refunded ?? paid(rental);
  return event === 'OrderCancelled' ? rental.fee || undefined : undefined;
}
