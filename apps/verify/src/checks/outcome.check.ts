import type { Check } from '../check.ts';
import type { OrderCase } from '../order-case.ts';

export const outcome: Check = {
  name: 'outcome',
  holds:
    'every order ends {Shipped, paid}, {Cancelled, net 0} or {Refused, net 0}, or is younger than the sweeper’s bound',
  order: (found) => {
    const { order, payment } = found;
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
        return net(found) === 0 && payment?.status !== 'OrderApproved' ? [] : [`Refused, and ${net(found)} is held`];
      case 'Placed':
      case 'Pending':
      case 'Cancelling':
        return [`stuck in ${order.status}`];
    }
  },
};

function net({ ledger }: OrderCase): number {
  return ledger.reduce((sum, { kind, amount }) => sum + (kind === 'charge' ? amount : -amount), 0);
}
