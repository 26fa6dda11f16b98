import type { Check } from '../check.ts';

export const payment: Check = {
  name: 'payment',
  holds: 'a payment says what the ledger says, and is of the order that it pays',
  order: ({ payment, ledger, order, underWay }) => {
    // Payment and ledger are read one after the other.
    if (underWay) return [];
    const net = ledger.reduce((sum, { kind, amount }) => sum + (kind === 'charge' ? amount : -amount), 0);
    if (!payment) return ledger.length > 0 ? ['money moved without a payment'] : [];
    const breaches: string[] = [];
    const held = payment.status === 'OrderApproved' ? payment.amount : 0;
    if (net !== held) breaches.push(`the payment is ${payment.status}, the ledger holds ${net} instead of ${held}`);
    if (payment.status === 'PaymentCancelled' && ledger.length !== 2) {
      breaches.push('the payment is cancelled without charge and refund');
    }
    if (payment.status === 'Declined' && ledger.length > 0) breaches.push('a declined payment moved money');
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
