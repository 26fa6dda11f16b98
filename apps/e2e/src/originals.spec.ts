import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REPLACED, startOriginal, type Original } from './originals/originals.js';
import { openTopic, type Topic } from './originals/topic.js';
import { eventually } from './support/eventually.js';
import { SERVICES } from './support/launcher.js';
import type { CustomerPage, Delivery, Order, Payment } from './support/resources.js';
import type { Storefront } from './support/storefront.js';
import { TestShop } from './support/test-shop.js';

const ORDERS = 20;
const CANCELLED = 5;
const HANDLED_WITHIN = 30_000;

describe.each(REPLACED)('With the replaced %s service in the place of ours', (replaced) => {
  const ours = SERVICES.filter((service) => service !== replaced);
  let shop: TestShop;
  let front: Storefront;
  let topic: Topic;
  let original: Original;
  const orderIds: number[] = [];

  beforeAll(async () => {
    shop = await TestShop.open();
    front = shop.front;
    await shop.shop.kill(replaced, 'SIGTERM');
    topic = await openTopic(shop.storage);
    original = await startOriginal(replaced, topic, shop.shop);
  });
  afterAll(async () => {
    await original.rest.close();
    await topic.close();
    await shop.close();
  });

  const settled = (check: () => Promise<void>): Promise<void> => eventually(check, HANDLED_WITHIN);
  /** The number of rows of a list by status. */
  const statuses = async (name: string): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { status } of await front.all<{ status: string }>(name)) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  it(`${ORDERS} orders are placed, paid and shipped`, async () => {
    for (let count = 0; count < ORDERS; count += 1) {
      const request = { productId: count % 2 === 0 ? '1001' : '1002', qty: 1, status: 'order' };
      const { status, headers } = await front.client.post<Order>('/orders', request);
      expect(status).toBe(201);
      orderIds.push(Number(/\/orders\/(\d+)$/.exec(String(headers['location']))?.[1]));
    }
    expect(new Set(orderIds).size).toBe(ORDERS);
    await settled(async () => expect(await statuses('deliveries')).toEqual({ Shipped: ORDERS }));
    expect(await statuses('payments')).toEqual({ OrderApproved: ORDERS });
    if (replaced !== 'order') await settled(async () => expect(await statuses('orders')).toEqual({ Shipped: ORDERS }));
  });

  it(`${CANCELLED} of them are cancelled everywhere`, async () => {
    for (const id of orderIds.slice(0, CANCELLED)) {
      const { status } = await front.client.delete(`/orders/${id}`);
      expect(status).toBe(replaced === 'order' ? 204 : 202);
    }
    const shipped = ORDERS - CANCELLED;
    await settled(async () => {
      expect(await statuses('paymentCancellations')).toEqual({ PaymentCancelled: CANCELLED });
      expect(await statuses('cancellations')).toEqual({ DeliveryCanceled: CANCELLED });
    });
    if (replaced !== 'order') {
      await settled(async () => expect(await statuses('orders')).toEqual({ Shipped: shipped, Cancelled: CANCELLED }));
    }
    if (replaced !== 'payment') {
      expect(await statuses('payments')).toEqual({ OrderApproved: shipped, PaymentCancelled: CANCELLED });
    }
    if (replaced !== 'delivery') {
      expect(await statuses('deliveries')).toEqual({ Shipped: shipped, DeliveryCanceled: CANCELLED });
    }
    if (replaced !== 'customerpage') {
      await settled(async () =>
        expect(await statuses('customerpages')).toEqual({ Shipped: shipped, Cancelled: CANCELLED }),
      );
    }
  });

  it('every page shows the payment and the delivery of its order', async () => {
    await settled(async () => expect(await front.all('customerpages')).toHaveLength(ORDERS));
    if (replaced === 'customerpage') return;
    const [payments, deliveries] = [await idsByOrder('payments'), await idsByOrder('deliveries')];
    for (const page of await front.all<CustomerPage>('customerpages')) {
      const { orderId, qty, paymentId, deliveryId, amount } = page;
      expect({ orderId, qty, paymentId, deliveryId, hasAmount: Number.isFinite(amount) }).toEqual({
        orderId,
        qty: 1,
        paymentId: payments.get(orderId),
        deliveryId: deliveries.get(orderId),
        // The replaced order service has no amounts.
        hasAmount: replaced !== 'order',
      });
    }
  });

  it('nothing failed, and no event is stuck', async () => {
    expect(original.rest.failures).toEqual([]);
    for (const service of ours) {
      const { body } = await shop.client(service).get(`/operator/${service}/stuck`);
      expect([service, body]).toMatchObject([service, { stuck: [] }]);
    }
  });

  /** The row id of each order; the original returns it only in its link. */
  async function idsByOrder(name: string): Promise<Map<number, number>> {
    const rows = await front.all<Payment | Delivery>(name);
    return new Map(rows.map(({ orderId, _links }) => [orderId, Number(_links.self.href.split('/').at(-1))]));
  }
});
