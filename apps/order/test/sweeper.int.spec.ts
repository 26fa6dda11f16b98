import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually } from '@carshare/testing';
import { cancelled, found, OrderService, willing } from './order-service.js';

describe.each(engines('mysql'))('On $name, the sweeper', (engine) => {
  let shop: OrderService;
  let stock: number;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    stock = await shop.stock();
  });
  afterAll(() => shop.stop());
  const publish = (...messages: ReturnType<typeof eventsOf>[string][]): Promise<void> =>
    shop.service.log.publish(messages);
  const owed = async (id: number): Promise<unknown> =>
    (await shop.service.rows<{ due_at: unknown }>(`SELECT due_at FROM orders WHERE id = ${id}`))[0]?.due_at;

  it('establishes a Pending order that payment knows as paid, and does not cancel it', async () => {
    const id = await shop.pending('never');
    shop.payment.become(() => found({ orderId: id, status: 'OrderApproved' }));
    await shop.makeDue(id);
    await eventually(async () => expect(await shop.status(id)).toBe('Placed'));
    expect(shop.payment.asked('POST', '/')).toEqual([]);
    expect(await owed(id)).toBeNull();
  });

  it.each([
    ['does not know', found()],
    ['knows as given back', found({ status: 'PaymentCancelled' })],
  ])(
    'gives up a Pending order that payment %s, and is not content until no payment can come',
    async (_title, answer) => {
      const id = await shop.pending('never');
      shop.payment.become((call) => (call.method === 'GET' ? answer : { status: 503 }));
      await shop.makeDue(id);
      await eventually(() => expect(shop.payment.asked('POST', '/paymentCancellations')).not.toEqual([]));
      expect(await shop.status(id)).toBe('Refused');
      expect(await shop.stock()).toBe(stock);
      expect(await owed(id)).not.toBeNull();
      await publish(eventsOf(id)['paid']!);
      shop.payment.become(cancelled);
      await shop.makeDue(id);
      await eventually(async () => expect(await owed(id)).toBeNull());
      expect(shop.payment.asked('POST', '/paymentCancellations')[0]).toMatchObject({ key: `cancel-${id}` });
      expect(await shop.status(id)).toBe('Refused');
      expect(await shop.stock()).toBe(stock);
    },
  );

  it('waits longer from try to try while payment does not say', async () => {
    const id = await shop.pending('never');
    shop.payment.become(() => ({ status: 500 }));
    await shop.makeDue(id);
    await eventually(async () => {
      const [row] = await shop.service.rows<{ attempts: number }>(`SELECT attempts FROM orders WHERE id = ${id}`);
      expect(row?.attempts).toBe(1);
    });
    expect(await shop.status(id)).toBe('Pending');
    expect(Number(await owed(id))).toBeGreaterThan(Date.now());
    await publish(eventsOf(id)['paid']!);
    await eventually(async () => expect(await shop.status(id)).toBe('Placed'));
  });

  it('drives a cancellation on that payment did not take at first', async () => {
    const id = await shop.place();
    shop.payment.become(() => ({ status: 503 }));
    expect(await shop.service.delete(`/orders/${id}`)).toMatchObject({ status: 202, body: { status: 'Cancelling' } });
    await eventually(() => expect(shop.payment.asked('POST', '/paymentCancellations')).toHaveLength(1));
    shop.payment.become(willing);
    await shop.makeDue(id);
    await eventually(() => expect(shop.payment.asked('POST', '/paymentCancellations')).toHaveLength(1));
    expect(await shop.status(id)).toBe('Cancelling');
    const { payCancelled } = eventsOf(id);
    await publish(payCancelled!, payCancelled!);
    await eventually(async () => expect(await shop.status(id)).toBe('Cancelled'));
    expect(await shop.stock()).toBe(stock);
    expect(await owed(id)).toBeNull();
  });

  it('gets the money back that was charged after the order was given up', async () => {
    shop.payment.become(() => ({ status: 429 }));
    await shop.service.post('/orders', { productId: '1001', qty: 1 });
    const [order] = await shop.service.list('/orders?sort=id,desc&size=1');
    const id = Number(order?.['id']);
    shop.payment.become(willing);
    await publish(eventsOf(id)['paid']!);
    await eventually(() => expect(shop.payment.asked('POST', '/paymentCancellations')).toHaveLength(1));
    await eventually(async () => expect(await owed(id)).toBeNull());
    await publish(eventsOf(id)['payCancelled']!);
    expect(await shop.status(id)).toBe('Refused');
    expect(await shop.stock()).toBe(stock);
  });
});
