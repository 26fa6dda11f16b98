import type { Movement } from '../world/bank.js';
import type { Change, Facts, OrderRow } from './facts.js';

export function moneyBreaches(facts: Facts): string[] {
  const { orders, ledger, bank } = facts;
  const known = new Set(orders.map(({ id }) => id));
  const strangers = [...ledger, ...bank].filter(({ orderId }) => !known.has(orderId));
  return [
    ...strangers.map(({ orderId }) => `money: order ${orderId} moves money and does not exist`),
    ...orders.flatMap((order) => orderBreaches(order, facts)),
    ...orders.flatMap((order) => agreementBreaches(order, facts)),
  ];
}

function orderBreaches({ id, status, amount }: OrderRow, facts: Facts): string[] {
  const { bookings, payments, ledger, bank, history } = facts;
  const changes = facts.changes.filter(({ order_id }) => order_id === id);
  const most = 1 + changes.length;
  const breaches = [...atMost('ledger', id, ledger, most), ...atMost('bank', id, bank, most)];
  const net = netOf(ledger, id);
  const fee = bookings.find(({ order_id }) => order_id === id)?.fee_minor ?? 0;
  const due = status === 'Cancelled' ? fee : status === 'Refused' ? 0 : amount + settledBy(changes);
  if (net !== netOf(bank, id)) {
    breaches.push(`money: order ${id} nets ${net} in the ledger, ${netOf(bank, id)} at the bank`);
  }
  if (net !== due) breaches.push(`money: order ${id} is ${status} and holds ${net} of ${due}`);
  if (status === 'Completed') breaches.push(...completionBreaches(id, net, facts));
  if (status === 'Cancelled' && fee > 0 && !history.agreedFees.get(id)?.has(fee)) {
    breaches.push(`money: order ${id} costs a fee of ${fee}, to which nobody has agreed`);
  }
  const first = amount - paidExtensions(changes);
  const agreed = history.agreedAmounts.get(id);
  if (agreed !== undefined && agreed !== first) {
    breaches.push(`money: order ${id} costs ${first}, and the customer has agreed to ${agreed}`);
  }
  const holds = payments.some((payment) => payment.order_id === id && payment.status === 'OrderApproved');
  if (holds !== (net > 0 && status !== 'Cancelled')) {
    breaches.push(`money: the payment of order ${id} and its ledger disagree`);
  }
  return breaches;
}

/** The price of a completed rental is held, or is an owed amount in a row. */
function completionBreaches(id: number, net: number, { events, owed }: Facts): string[] {
  const [last] = events
    .filter(({ type, orderId }) => type === 'OrderCompleted' && orderId === id)
    .map(({ data }) => data as unknown as { amount: number; owed: number })
    .map((data) => ({ final: Math.round(data.amount * 100), left: Math.round(data.owed * 100) }))
    .toSorted((one, other) => one.left - other.left || one.final - other.final);
  if (!last) return [];
  const open = owed.find(({ order_id, status }) => order_id === id && status === 'Open')?.amount ?? 0;
  return [
    ...(last.left === open ? [] : [`money: order ${id} owes ${open}, and ${last.left} was published`]),
    ...(last.final - last.left === net ? [] : [`money: order ${id} ends with ${last.final} and holds ${net}`]),
  ];
}

/** Order and payment agree on every number. */
function agreementBreaches({ id }: OrderRow, { changes, adjustments, history, bookings }: Facts): string[] {
  const own = changes.filter(({ order_id }) => order_id === id);
  const paid = adjustments.filter(({ order_id }) => order_id === id);
  const breaches = own.flatMap(({ number, status, amount }) => {
    const other = paid.find((one) => one.number === number)?.status;
    if (status === 'Pending' || status === 'Withdrawn') {
      return [`money: adjustment ${number} of order ${id} stays ${status}`];
    }
    const agrees = status === 'Succeeded' ? amount === 0 || other === 'Succeeded' : other !== 'Succeeded';
    return agrees ? [] : [`money: adjustment ${number} of order ${id} is ${status}, and ${String(other)} at payment`];
  });
  const strange = paid.filter(({ number }) => !own.some((one) => one.number === number));
  const end = bookings.find(({ order_id }) => order_id === id)?.ends_at ?? 0;
  const forgotten = history.extended.filter(({ orderId, to }) => orderId === id && to > end);
  return [
    ...breaches,
    ...strange.map(({ number }) => `money: payment has adjustment ${number} of order ${id}, which nobody asked for`),
    ...forgotten.map(
      ({ to }) => `money: order ${id} was extended until ${new Date(to).toISOString()}, and ends before`,
    ),
  ];
}

function settledBy(changes: readonly Change[]): number {
  return changes
    .filter(({ reason, status }) => reason === 'settlement' && status === 'Succeeded')
    .reduce((sum, { kind, amount }) => sum + (kind === 'charge' ? amount : -amount), 0);
}

function paidExtensions(changes: readonly Change[]): number {
  return changes
    .filter(({ reason, status }) => reason === 'extension' && status === 'Succeeded')
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** @param most an order has one charge and one refund, and one more for each adjustment */
function atMost(where: string, id: number, movements: readonly Movement[], most: number): string[] {
  const count = (kind: string): number =>
    movements.filter((movement) => movement.orderId === id && movement.kind === kind).length;
  return ['charge', 'refund'].flatMap((kind) =>
    count(kind) > most ? [`money: order ${id} has ${count(kind)} ${kind}s in the ${where}`] : [],
  );
}

function netOf(movements: readonly Movement[], id: number): number {
  return movements
    .filter(({ orderId }) => orderId === id)
    .reduce((net, { kind, amount }) => net + (kind === 'charge' ? amount : -amount), 0);
}
