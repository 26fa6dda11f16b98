import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually, type PublishedEvent } from '@carshare/testing';
import { addVehicles, booking } from './fleet.js';
import { found, OrderService, willing } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

/** The payment of an abandoned order arrives late, and its car is handed over before the void reaches the delivery. */
describe.each(engines('mysql'))('On $name, an abandoned order whose car is out', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    await shop.service.execute('DELETE FROM occupations');
    await shop.service.execute('DELETE FROM vehicles');
    await shop.setStock(20);
  });
  afterAll(() => shop.stop());

  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await shop.status(id)).toBe(status));
  const publish = (...messages: ReturnType<typeof returned>[]): Promise<void> => shop.service.log.publish(messages);
  const published = async (id: number, type: string): Promise<PublishedEvent[]> =>
    (await shop.service.history()).filter((event) => event.id === id && event.eventType === type);
  const row = async (id: number): Promise<Record<string, unknown>> =>
    (await shop.service.rows<Record<string, unknown>>(`SELECT due_at, refusal FROM orders WHERE id = ${id}`))[0] ?? {};
  const occupations = (): Promise<Record<string, unknown>[]> =>
    shop.service.rows('SELECT order_id, starts_at, ends_at FROM occupations ORDER BY starts_at');

  /** An order of which payment knows nothing at first; its void is refused because the car is out. */
  const abandon = async (request: object): Promise<number> => {
    shop.payment.become(() => 'break');
    const { body } = await shop.service.post('/orders', request);
    const id = Number(body['orderId']);
    const handedOverAlready = { status: 409, body: { code: 'delivery.handed_over' } };
    shop.payment.become((call) => (call.method === 'GET' ? found() : handedOverAlready));
    await shop.makeDue(id);
    await becomes(id, 'Refused');
    await eventually(() => expect(shop.payment.asked('POST', '/paymentCancellations')).not.toEqual([]));
    shop.payment.become((call) =>
      call.path === '/paymentCancellations' && call.body['orderId'] === id ? handedOverAlready : willing(call),
    );
    return id;
  };
  const handOver = async (id: number): Promise<void> => {
    const { paid, shipped } = eventsOf(id);
    await publish(paid!, shipped!, handedOver(id));
    await becomes(id, 'InUse');
  };

  it('is InUse: the money stays, nothing is due, and the stock is taken again until the return', async () => {
    const id = await abandon({ productId: '1001', qty: 2 });
    expect(await shop.stock()).toBe(20);
    await handOver(id);
    expect([await row(id), await shop.stock()]).toEqual([{ due_at: null, refusal: null }, 18]);
    await eventually(async () => expect(await published(id, 'Ordered')).toMatchObject([{ status: 'Placed' }]));
    expect((await shop.service.delete(`/orders/${id}`)).body).toMatchObject({ code: 'order.not_cancellable' });
    await publish(returned(id), handedOver(id));
    await becomes(id, 'Completed');
    expect(await shop.stock()).toBe(20);
  });

  it('is complete when its return is the first that is known of the car', async () => {
    const id = await abandon({ productId: '1001', qty: 1 });
    await publish(eventsOf(id)['paid']!, returned(id));
    await becomes(id, 'Completed');
    expect([await row(id), await shop.stock()]).toEqual([{ due_at: null, refusal: null }, 20]);
  });

  it('takes what is left of a stock that other orders have taken, and gives no more than that back', async () => {
    const id = await abandon({ productId: '1001', qty: 2 });
    await shop.setStock(1);
    await handOver(id);
    expect(await shop.stock()).toBe(0);
    await publish(returned(id));
    await becomes(id, 'Completed');
    expect(await shop.stock()).toBe(1);
  });

  it('of a booking has its vehicle and its time again', async () => {
    const [vehicleId] = await addVehicles(shop, 1);
    const id = await abandon(booking(0, 9));
    expect(await occupations()).toEqual([]);
    await handOver(id);
    expect(await occupations()).toMatchObject([{ order_id: id }]);
    const [vehicle] = await shop.service.rows(`SELECT out_order_id FROM vehicles WHERE id = ${vehicleId}`);
    expect(vehicle).toMatchObject({ out_order_id: id });
    await publish(returned(id));
    await becomes(id, 'Completed');
  });

  it('of a booking whose time another one has taken in part gets the rest: two never overlap', async () => {
    await addVehicles(shop, 1);
    const id = await abandon(booking(0, 9));
    const next = await shop.service.post('/orders', booking(6, 12));
    expect(next.status).toBe(201);
    await handOver(id);
    const [own, other] = await occupations();
    expect([own, other]).toMatchObject([{ order_id: id }, { order_id: next.body['id'] }]);
    expect(own?.['ends_at']).toEqual(other?.['starts_at']);
    const within = await abandon(booking(30, 39));
    await shop.service.post('/orders', booking(30, 39));
    await handOver(within);
    expect(await occupations()).toHaveLength(3);
  });

  it('stays Refused once payment has confirmed the void', async () => {
    const id = await abandon({ productId: '1001', qty: 1 });
    shop.payment.become(willing);
    await shop.makeDue(id);
    await eventually(async () => expect((await row(id))['due_at']).toBeNull());
    const other = await shop.place();
    await publish(handedOver(id), handedOver(other));
    await becomes(other, 'InUse');
    expect(await shop.status(id)).toBe('Refused');
  });
});
