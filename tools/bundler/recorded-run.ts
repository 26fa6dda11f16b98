import type { Ports, ServiceName } from '../launcher/src/services.ts';

/** Orders of the recorded run: each is placed, read, and half of them are cancelled. */
const ORDERS = 24;
const AT_ONCE = 8;
const HOUR_MS = 3_600_000;

/** Forms the URL of a service's path. */
type Addresses = (service: ServiceName, path: string) => string;

/** What the run uses of an answer: the id of an order, or the deliveries of a list. */
interface Answer {
  readonly id: number;
  readonly _embedded?: { readonly deliveries: readonly { readonly id: number }[] };
}

/**
 * What customers and operators do most: orders and bookings, their cancellation, hand-over and return, and every list.
 */
export async function recordedRun(ports: Ports): Promise<void> {
  const url: Addresses = (service, path) => `http://127.0.0.1:${ports[service]}${path}`;
  const lane = async (first: number): Promise<void> => {
    for (let number = first; number < ORDERS; number += AT_ONCE) await rental(url, number);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => lane(first)));
  for (const path of ['/deliveries', '/operator/delivery/stuck']) await get(url('delivery', path));
  for (const path of ['/payments', '/payments/provider', '/operator/payment/decisions']) {
    await get(url('payment', path));
  }
  for (const path of ['/', '/customerpages', '/metrics']) await get(url('customerpage', path));
  for (const path of ['/orders', '/operator/order/orders', '/operator/order/agenda', '/metrics', '/docs']) {
    await get(url('order', path));
  }
}

async function rental(url: Addresses, number: number): Promise<void> {
  await get(url('order', '/cars'));
  const order = await post(url('order', '/orders'), {
    productId: '1001',
    qty: 1,
    ...(number % 3 === 0 && period(number)),
  });
  if (order === undefined) return;
  await get(url('order', `/orders/${order.id}`));
  await get(url('customerpage', `/customerpages/search/findByOrderId?orderId=${order.id}`));
  const delivery = await deliveryOf(url, order.id);
  if (number % 2 === 0) await request(url('order', `/orders/${order.id}`), { method: 'DELETE' });
  else if (delivery) {
    await post(url('delivery', `/deliveries/${delivery.id}/handover`), { odometer: 100 });
    await post(url('delivery', `/deliveries/${delivery.id}/return`), { odometer: 120 });
  }
}

/** A day next month, another one for each order. */
function period(number: number): { from: string; to: string } {
  const from = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + (30 + number) * 24 * HOUR_MS);
  return { from: from.toISOString(), to: new Date(from.getTime() + 9 * HOUR_MS).toISOString() };
}

/** Delivery hears of an order through the event log. */
async function deliveryOf(url: Addresses, orderId: number): Promise<{ id: number } | undefined> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const found = await get(url('delivery', `/deliveries?orderId=${orderId}`));
    const [delivery] = found?._embedded?.deliveries ?? [];
    if (delivery !== undefined) return delivery;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return undefined;
}

const get = (url: string): Promise<Answer | undefined> => request(url, {});
const post = (url: string, body: object): Promise<Answer | undefined> =>
  request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** @returns the answer's body, undefined when the service refuses; what matters is the code that ran */
async function request(url: string, init: RequestInit): Promise<Answer | undefined> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  return answer.ok && answer.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Answer) : undefined;
}
