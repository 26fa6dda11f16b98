/** @import { Rental } from './types.js' */

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
 * @param {Rental} rental
 * @returns {boolean} whether the customer can make the booking end later; also when the car is overdue
 */
export const extendable = (rental) => isBooking(rental) && (cancellable(rental) || rental.status === 'InUse');

/**
 * @param {Rental} rental
 * @returns {boolean} whether the customer has the car longer than booked; an extension since then ends it
 */
export const overdue = ({ status, to, overdueSince }) =>
  status === 'InUse' && Boolean(to && overdueSince) && Date.parse(overdueSince ?? '') >= Date.parse(to ?? '');

/** Whether the price changed after it was paid. @param {Rental} rental */
const isAdjusted = ({ extendedAt, settledAmount, owed }) => Boolean(extendedAt || settledAmount || owed);

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
  if (event === 'Paid') return isAdjusted(rental) ? undefined : paid(rental);
  if (event === 'OrderCompleted') return isAdjusted(rental) ? paid(rental) : undefined;
  if (event === 'PayCancelled') return rental.refunded ?? paid(rental);
  return event === 'OrderCancelled' ? rental.fee || undefined : undefined;
}
