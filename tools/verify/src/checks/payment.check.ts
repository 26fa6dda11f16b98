import type { Check } from '../check.ts';
import { sumOf } from '../ledger-sum.ts';
import type { OrderCase } from '../order-case.ts';
import type { PaymentRow } from '../rows.ts';

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
    else if (holdsMoney && (payment.amount !== order.amount || payment.currency !== order.currency)) {
      breaches.push(
        `${payment.amount} ${payment.currency} was charged for an order of ${order.amount} ${order.currency}`,
      );
    }
    return breaches;
  },
};

function ledgerBreaches({ status, amount, fee }: PaymentRow, { ledger, refundIsOpen }: OrderCase): string[] {
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
  const expected = status === 'OrderApproved' ? amount : kept;
  const isReturned = status === 'PaymentCancelled' && sumOf(ledger) <= kept;
  if (fee < 0 || fee > amount) breaches.push(`the fee is ${fee} of a charge of ${amount}`);
  const isWaiting = status !== 'OrderApproved' && refundIsOpen;
  if (held !== expected && !isReturned && !isWaiting) {
    breaches.push(`the payment is ${status}, the ledger holds ${held} instead of ${expected}`);
  }
  return breaches;
}
