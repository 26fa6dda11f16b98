import type { Facts } from './facts.js';

/** Where an order may stay, and the status of its delivery then; null where there may be any that does not hold a car. */
const ENDS: Readonly<Record<string, string | null>> = {
  Shipped: 'Shipped',
  InUse: 'HandedOver',
  Completed: 'Returned',
  Cancelled: null,
  Refused: null,
};
const HOLDING = new Set(['Scheduled', 'Shipped', 'HandedOver', 'Returned']);
/** In these statuses an instant order has its cars. */
const OPEN = new Set(['Pending', 'Placed', 'Shipped', 'InUse', 'Cancelling']);
/** A cancellation that was acknowledged may have met a car that was handed over before. */
const AFTER_CANCEL = new Set(['Cancelled', 'InUse', 'Completed']);

export function orderBreaches(facts: Facts): string[] {
  return [...statusBreaches(facts), ...answerBreaches(facts), ...stockBreaches(facts)];
}

function statusBreaches({ orders, bookings, deliveries, history }: Facts): string[] {
  return orders.flatMap(({ id, status }) => {
    const breaches: string[] = [];
    const expected = ENDS[status];
    if (expected === undefined) breaches.push(`order ${id}: stays ${status}`);
    const delivery = deliveries.find(({ order_id }) => order_id === id)?.status;
    const agrees = expected === null ? !HOLDING.has(delivery ?? '') : delivery === expected;
    if (!agrees) breaches.push(`order ${id}: is ${status}, its delivery ${delivery ?? 'absent'}`);
    if (history.cancelled.has(id) && !AFTER_CANCEL.has(status)) {
      breaches.push(`order ${id}: the cancellation was acknowledged and the order is ${status}`);
    }
    const byOperator = bookings.find(({ order_id }) => order_id === id)?.cancelled_by === 'operator';
    if (status === 'Cancelled' && !history.cancelTried.has(id) && !byOperator) {
      breaches.push(`order ${id}: is Cancelled without a request`);
    }
    return breaches;
  });
}

function answerBreaches({ orders, deliveries, history, acknowledged }: Facts): string[] {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const breaches = history.wrongAnswers.map((wrong) => `answer: ${wrong}`);
  for (const { orderId } of history.placed) {
    const status = byId.get(orderId)?.status;
    if (status === undefined) breaches.push(`order ${orderId}: was acknowledged and does not exist`);
    else if (status === 'Refused') breaches.push(`order ${orderId}: was acknowledged and is Refused`);
  }
  for (const { orderId, key } of history.placed) {
    const twin = history.placed.find((other) => key !== undefined && other.key === key && other.orderId !== orderId);
    if (twin && twin.orderId > orderId) breaches.push(`orders ${orderId} and ${twin.orderId}: one key, two orders`);
  }
  for (const { id, order_id: orderId, status } of deliveries) {
    const { handedOver, returned } = acknowledged;
    const isHandedOver = status === 'HandedOver' || status === 'Returned';
    if (handedOver.has(id) && !isHandedOver) {
      breaches.push(`order ${orderId}: the hand-over was acknowledged, and its delivery is ${status}`);
    }
    if (returned.has(id) && status !== 'Returned') {
      breaches.push(`order ${orderId}: the return was acknowledged, and its delivery is ${status}`);
    }
  }
  return breaches;
}

function stockBreaches({ orders, cars }: Facts): string[] {
  return cars.flatMap(({ product_id, stock, fleet }) => {
    const taken = orders
      .filter((order) => order.vehicle_id === null && order.product_id === product_id && OPEN.has(order.status))
      .reduce((sum, { qty }) => sum + qty, 0);
    return stock === fleet - taken ? [] : [`stock: ${product_id} has ${stock}, of ${fleet} are ${taken} taken`];
  });
}
