import type { Facts } from './facts.js';

const ENDS = new Set(['Shipped', 'Cancelled', 'Refused']);
const OPEN = new Set(['Pending', 'Placed', 'Shipped', 'Cancelling']);

export function orderBreaches(facts: Facts): string[] {
  const { orders, cars, deliveries, history } = facts;
  const byId = new Map(orders.map((order) => [order.id, order]));
  const breaches: string[] = [];
  for (const { id, status } of orders) {
    if (!ENDS.has(status)) breaches.push(`order ${id}: stays ${status}`);
    const delivery = deliveries.find(({ order_id }) => order_id === id)?.status;
    if ((delivery === 'Shipped') !== (status === 'Shipped')) {
      breaches.push(`order ${id}: is ${status}, its delivery ${delivery ?? 'absent'}`);
    }
    if (history.cancelled.has(id) && status !== 'Cancelled') {
      breaches.push(`order ${id}: the cancellation was acknowledged and the order is ${status}`);
    }
    if (status === 'Cancelled' && !history.cancelTried.has(id)) {
      breaches.push(`order ${id}: is Cancelled without a request`);
    }
  }
  for (const { orderId } of history.placed) {
    const status = byId.get(orderId)?.status;
    if (status === undefined) breaches.push(`order ${orderId}: was acknowledged and does not exist`);
    else if (status === 'Refused') breaches.push(`order ${orderId}: was acknowledged and is Refused`);
  }
  for (const { orderId, key } of history.placed) {
    const twin = history.placed.find((other) => key !== undefined && other.key === key && other.orderId !== orderId);
    if (twin && twin.orderId > orderId) breaches.push(`orders ${orderId} and ${twin.orderId}: one key, two orders`);
  }
  for (const { product_id, stock, fleet } of cars) {
    const taken = orders
      .filter((order) => order.product_id === product_id && OPEN.has(order.status))
      .reduce((sum, { qty }) => sum + qty, 0);
    if (stock !== fleet - taken) breaches.push(`stock: ${product_id} has ${stock}, of ${fleet} are ${taken} taken`);
  }
  return breaches;
}
