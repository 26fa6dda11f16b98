import type { Check } from '../check.ts';
import { sumOf } from '../ledger-sum.ts';
import type { OrderCase } from '../order-case.ts';
import type { AdjustmentRow, PaymentRow } from '../rows.ts';

export const payment: Check = {
  name: 'payment',
  holds: 'a payment agrees with the ledger and with the order that it pays',
  order: (found) => {
    const { payment, ledger, order, underWay } = found;
    // The payment and the ledger are read one after the other.
    if (underWay) return [];
    if (!payment) return ledger.length > 0 ? ['money moved without a payment'] : [];
    const breaches = ledgerBreaches(payment, found);
    const holdsMoney = payment.status === 'OrderApproved' || payment.status === 'PaymentCancelled';
    if (!order) breaches.push('the payment is of an order that does not exist');
    else if (holdsMoney) {
      // The price of a booking grows with each extension that is paid.
      const price = payment.amount + extensionsOf(found);
      if (price !== order.amount || payment.currency !== order.currency) {
        breaches.push(`${price} ${payment.currency} was charged for an order of ${order.amount} ${order.currency}`);
      }
    }
    return breaches;
  },
};

function extensionsOf({ changes }: OrderCase): number {
  return changes
    .filter(({ reason, status }) => reason === 'extension' && status === 'Succeeded')
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** What adjustments have added to the first charge; one that is voided was returned. */
function adjusted(adjustments: readonly AdjustmentRow[], kind?: AdjustmentRow['kind']): number {
  return adjustments
    .filter((found) => found.status === 'Succeeded' && (kind === undefined || found.kind === kind))
    .reduce((sum, found) => sum + (found.kind === 'charge' ? found.amount : -found.amount), 0);
}

function ledgerBreaches(
  { status, amount, fee }: PaymentRow,
  { ledger, adjustments, refundIsOpen }: OrderCase,
): string[] {
  const breaches: string[] = [];
  if (status === 'PaymentCancelled' && !ledger.some(({ kind }) => kind === 'charge')) {
    breaches.push('the payment is cancelled without charge and refund');
  }
  if (status === 'Declined' && ledger.length > 0 && sumOf(ledger) !== 0 && !refundIsOpen) {
    breaches.push('a declined payment moved money');
  }
  // A refund made at the bank or in Stripe's dashboard does not cancel the payment.
  const held = sumOf(ledger, 'charge', 'refund', 'reversed', 'settled');
  const kept = status === 'PaymentCancelled' ? fee : 0;
  const expected = status === 'OrderApproved' ? amount + adjusted(adjustments) : kept;
  const isReturned = status === 'PaymentCancelled' && sumOf(ledger) <= kept;
  const charged = amount + adjusted(adjustments, 'charge');
  if (fee < 0 || fee > charged) breaches.push(`the fee is ${fee} of a charge of ${charged}`);
  const isWaiting = refundIsOpen && (status !== 'OrderApproved' || adjustments.length > 0);
  if (held !== expected && !isReturned && !isWaiting) {
    breaches.push(`the payment is ${status}, the ledger holds ${held} instead of ${expected}`);
  }
  return breaches;
}
