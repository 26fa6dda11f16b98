import type { Check } from '../check.ts';
import { sumOf } from '../ledger-sum.ts';
import type { OrderCase } from '../order-case.ts';

export const outcome: Check = {
  name: 'outcome',
  holds:
    'every order ends {Shipped, paid}, {Cancelled, net 0} or {Refused, net 0}, or is younger than the sweeper’s bound, or waits for its scheduled delivery',
  order: (found) => {
    const { order, payment, delivery } = found;
    if (!order || found.underWay) return [];
    switch (order.status) {
      case 'Shipped':
        return payment?.status === 'OrderApproved'
          ? []
          : [`Shipped, and the payment is ${payment?.status ?? 'absent'}`];
      case 'Cancelled':
        return payment?.status === 'PaymentCancelled'
          ? []
          : [`Cancelled, and the payment is ${payment?.status ?? 'absent'}`];
      case 'Refused':
        return isFree(found) && payment?.status !== 'OrderApproved'
          ? []
          : [`Refused, and ${sumOf(found.ledger)} is held`];
      case 'Cancelling':
        // The order ends when the provider or an operator has returned the money.
        return found.refundIsOpen ? [] : ['stuck in Cancelling'];
      case 'Placed':
        // Another check judges when a scheduled delivery is shipped.
        return delivery?.status === 'Scheduled' ? [] : ['stuck in Placed'];
      case 'Pending':
        return ['stuck in Pending'];
    }
  },
};

/** A dispute of a returned charge costs the shop money; it keeps none of the customer's money. */
function isFree({ ledger, refundIsOpen }: OrderCase): boolean {
  return refundIsOpen || sumOf(ledger) <= 0;
}
