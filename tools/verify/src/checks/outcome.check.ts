import { Money, type OrderCompletedFields } from '@carshare/events';
import type { Check } from '../check.ts';
import { sumOf } from '../ledger-sum.ts';
import type { OrderCase } from '../order-case.ts';
import type { DeliveryRow, OrderRow, PaymentRow } from '../rows.ts';

/** What must hold of the payment and of the delivery of an order at rest in this status. */
const AT_REST: Partial<
  Record<OrderRow['status'], { payment: PaymentRow['status']; delivery?: DeliveryRow['status'] }>
> = {
  Shipped: { payment: 'OrderApproved', delivery: 'Shipped' },
  InUse: { payment: 'OrderApproved', delivery: 'HandedOver' },
  Completed: { payment: 'OrderApproved', delivery: 'Returned' },
  // Another check judges the delivery of a cancelled order.
  Cancelled: { payment: 'PaymentCancelled' },
};

export const outcome: Check = {
  name: 'outcome',
  holds:
    'every order ends {Completed, paid}, {Cancelled, net of its fee} or {Refused, net 0}, or its customer waits for the car or has it, or it is younger than the sweeper’s bound',
  order: (found) => {
    const { order, payment, delivery } = found;
    if (!order || found.underWay) return [];
    const { status } = order;
    const rest = AT_REST[status];
    if (rest) {
      return [
        ...(payment?.status === rest.payment ? [] : [`${status}, and the payment is ${payment?.status ?? 'absent'}`]),
        ...(rest.delivery === undefined || delivery?.status === rest.delivery
          ? []
          : [`${status}, and the delivery is ${delivery?.status ?? 'absent'}`]),
        ...(status === 'Completed' ? completionBreaches(order, found) : []),
        ...(status === 'Cancelled' ? feeBreaches(found) : []),
      ];
    }
    if (status === 'Refused') {
      return isFree(found) && payment?.status !== 'OrderApproved'
        ? []
        : [`Refused, and ${sumOf(found.ledger)} is held`];
    }
    // Such an order ends when the provider or an operator has returned the money.
    if (status === 'Cancelling' && found.refundIsOpen) return [];
    // Another check judges when a scheduled delivery is shipped.
    if (status === 'Placed' && delivery?.status === 'Scheduled') return [];
    return [`stuck in ${status}`];
  },
};

/** A dispute of a returned charge costs the shop money; it keeps none of the customer's money. */
function isFree({ ledger, refundIsOpen }: OrderCase): boolean {
  return refundIsOpen || sumOf(ledger) <= 0;
}

/** What a completed rental cost is what was charged, and its event says so. */
function completionBreaches({ amount, currency }: OrderRow, { events }: OrderCase): string[] {
  const completed = events.find(({ type }) => type === 'OrderCompleted')?.data as OrderCompletedFields | undefined;
  if (!completed) return [];
  const final = Money.nearest(completed.amount, completed.currency).minorUnits;
  return [
    ...(final === amount && completed.currency === currency
      ? []
      : [`completed for ${final} ${completed.currency} instead of ${amount} ${currency}`]),
    ...(completed.owed === 0 ? [] : [`completed, and ${completed.owed} ${completed.currency} is owed`]),
  ];
}

/** The fee is fixed when the customer cancels, and payment keeps exactly that. */
function feeBreaches({ booking, payment }: OrderCase): string[] {
  const fee = booking?.fee ?? 0;
  return payment === undefined || payment.fee === fee
    ? []
    : [`cancelled for a fee of ${fee}, and ${payment.fee} is kept`];
}
