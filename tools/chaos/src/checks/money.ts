import type { Movement } from '../world/bank.js';
import type { Facts } from './facts.js';

export function moneyBreaches({ orders, payments, ledger, bank }: Facts): string[] {
  const known = new Set(orders.map(({ id }) => id));
  const strangers = [...ledger, ...bank].filter(({ orderId }) => !known.has(orderId));
  return [
    ...strangers.map(({ orderId }) => `money: order ${orderId} moves money and does not exist`),
    ...orders.flatMap(({ id, status, amount }) => {
      const breaches = [...oneEach('ledger', id, ledger), ...oneEach('bank', id, bank)];
      const net = netOf(ledger, id);
      const due = status === 'Cancelled' || status === 'Refused' ? 0 : amount;
      if (net !== netOf(bank, id)) {
        breaches.push(`money: order ${id} nets ${net} in the ledger, ${netOf(bank, id)} at the bank`);
      }
      if (net !== due) breaches.push(`money: order ${id} is ${status} and holds ${net} of ${amount}`);
      const holds = payments.some((payment) => payment.order_id === id && payment.status === 'OrderApproved');
      if (holds !== net > 0) breaches.push(`money: the payment of order ${id} and its ledger disagree`);
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
