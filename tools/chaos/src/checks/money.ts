import type { Movement } from '../world/bank.js';
import type { Facts } from './facts.js';

export function moneyBreaches({ orders, bookings, payments, ledger, bank, history }: Facts): string[] {
  const known = new Set(orders.map(({ id }) => id));
  const strangers = [...ledger, ...bank].filter(({ orderId }) => !known.has(orderId));
  return [
    ...strangers.map(({ orderId }) => `money: order ${orderId} moves money and does not exist`),
    ...orders.flatMap(({ id, status, amount }) => {
      const breaches = [...oneEach('ledger', id, ledger), ...oneEach('bank', id, bank)];
      const net = netOf(ledger, id);
      const fee = bookings.find(({ order_id }) => order_id === id)?.fee_minor ?? 0;
      const due = status === 'Cancelled' ? fee : status === 'Refused' ? 0 : amount;
      if (net !== netOf(bank, id)) {
        breaches.push(`money: order ${id} nets ${net} in the ledger, ${netOf(bank, id)} at the bank`);
      }
      if (net !== due) breaches.push(`money: order ${id} is ${status} and holds ${net} of ${amount}`);
      if (status === 'Cancelled' && fee > 0 && !history.agreedFees.get(id)?.has(fee)) {
        breaches.push(`money: order ${id} costs a fee of ${fee}, to which nobody has agreed`);
      }
      const agreed = history.agreedAmounts.get(id);
      if (agreed !== undefined && agreed !== amount) {
        breaches.push(`money: order ${id} costs ${amount}, and the customer has agreed to ${agreed}`);
      }
      const holds = payments.some((payment) => payment.order_id === id && payment.status === 'OrderApproved');
      if (holds !== (net > 0 && status !== 'Cancelled')) {
        breaches.push(`money: the payment of order ${id} and its ledger disagree`);
      }
      return breaches;
    }),
  ];
}

function oneEach(where: string, id: number, movements: readonly Movement[]): string[] {
  const count = (kind: string): number =>
    movements.filter((movement) => movement.orderId === id && movement.kind === kind).length;
  return ['charge', 'refund'].flatMap((kind) =>
    count(kind) > 1 ? [`money: order ${id} has ${count(kind)} ${kind}s in the ${where}`] : [],
  );
}

function netOf(movements: readonly Movement[], id: number): number {
  return movements
    .filter(({ orderId }) => orderId === id)
    .reduce((net, { kind, amount }) => net + (kind === 'charge' ? amount : -amount), 0);
}
