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

/** The final price of a completed rental is held, or is an owed amount in a row that an operator sees. */
function completionBreaches({ amount, currency }: OrderRow, found: OrderCase): string[] {
  const completed = lastCompletion(found);
  if (!completed) return [];
  const { final, left } = completed;
  const { settlement, owed, ledger, refundIsOpen } = found;
  const waived = owed?.status === 'Waived' ? owed.amount : 0;
  const price = amount + (settlement ? settlement.late + settlement.distance - settlement.early : 0) - waived;
  const open = owed?.status === 'Open' ? owed.amount : 0;
  const held = sumOf(ledger, 'charge', 'refund', 'reversed', 'settled');
  return [
    ...(final === price && completed.currency === currency
      ? []
      : [`completed for ${final} ${completed.currency} instead of ${price} ${currency}`]),
    ...(held === final - left || refundIsOpen || sumOf(ledger) !== held
      ? []
      : [`completed for ${final} of which ${left} is owed, and ${held} is held`]),
    ...(left === open ? [] : [`completed, and ${left} ${currency} is owed, and the row has ${open}`]),
  ];
}

/** Of several completions the one that leaves the least to pay, then the cheapest. */
function lastCompletion({ events }: OrderCase): { final: number; left: number; currency: string } | undefined {
  return events
    .filter(({ type }) => type === 'OrderCompleted')
    .map(({ data }) => data as OrderCompletedFields)
    .map(({ amount, owed, currency }) => ({
      currency,
      final: Money.nearest(amount, currency).minorUnits,
      left: Money.nearest(owed, currency).minorUnits,
    }))
    .toSorted((one, other) => one.left - other.left || one.final - other.final)[0];
}

/** The fee is fixed when the customer cancels, and payment keeps exactly that. */
function feeBreaches({ booking, payment }: OrderCase): string[] {
  const fee = booking?.fee ?? 0;
  return payment === undefined || payment.fee === fee
    ? []
    : [`cancelled for a fee of ${fee}, and ${payment.fee} is kept`];
}
