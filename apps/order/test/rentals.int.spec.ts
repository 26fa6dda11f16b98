import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { allEngines, eventsOf, eventually, foreign, type PublishedEvent } from '@carshare/testing';
import { PlaceRetention } from '../src/bookings/place-retention.js';
import { addVehicles, booking, hours } from './fleet.js';
import { OrderService, willing } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const BUFFER_MS = HOUR_MS;
const time = (after: number): number => new Date(hours(after)).getTime();

interface Taken {
  starts_at: number | string;
  ends_at: number | string;
}

describe.each(allEngines())('On $name, a rental', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    await shop.service.execute('DELETE FROM occupations');
    await shop.service.execute('DELETE FROM vehicles');
  });
  afterAll(() => shop.stop());

  const publish = (...messages: ReturnType<typeof returned>[]): Promise<void> => shop.service.log.publish(messages);
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await shop.status(id)).toBe(status));
  const book = async (from: number, to: number, more?: object): Promise<number> => {
    const { status, body } = await shop.service.post('/orders', booking(from, to, more));
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  };
  const published = async (id: number, type: string): Promise<PublishedEvent[]> =>
    (await shop.service.history()).filter((event) => event.id === id && event.eventType === type);
  const occupations = async (): Promise<[number, number][]> =>
    (await shop.service.rows<Taken>('SELECT starts_at, ends_at FROM occupations ORDER BY starts_at')).map(
      ({ starts_at, ends_at }) => [Number(starts_at), Number(ends_at)],
    );
  const vehicle = async (id: number | undefined): Promise<Record<string, unknown>> =>
    (await shop.service.rows<Record<string, unknown>>(`SELECT * FROM vehicles WHERE id = ${id}`))[0] ?? {};
  const stored = async (id: number): Promise<Record<string, unknown>> =>
    (await shop.service.rows<Record<string, unknown>>(`SELECT * FROM bookings WHERE order_id = ${id}`))[0] ?? {};
  /** Moves a booking into the past, so that it has begun. */
  const shift = async (id: number, byMs: number): Promise<void> => {
    const by = 'starts_at = starts_at - ?, ends_at = ends_at - ?';
    await shop.service.execute(`UPDATE bookings SET ${by} WHERE order_id = ?`, [byMs, byMs, id]);
    await shop.service.execute(`UPDATE occupations SET ${by} WHERE order_id = ?`, [byMs, byMs, id]);
  };

  it('of an instant order is handed over, returned and complete, and gives its stock back once', async () => {
    const stock = await shop.stock();
    const { body } = await shop.service.post('/orders', { productId: '1001', qty: 2 });
    const id = Number(body['id']);
    await publish(eventsOf(id)['shipped']!, handedOver(id));
    await becomes(id, 'InUse');
    expect(await shop.stock()).toBe(stock - 2);
    const refused = await shop.service.delete(`/orders/${id}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'order.not_cancellable', orderStatus: 'InUse' } });
    const back = returned(id);
    await publish(back, back, returned(id), foreign(back), handedOver(id), eventsOf(id)['shipped']!);
    await becomes(id, 'Completed');
    const later = await shop.place();
    await publish(returned(later));
    await becomes(later, 'Completed');
    expect([await shop.status(id), await shop.stock()]).toEqual(['Completed', stock]);
    await eventually(async () => expect(await published(id, 'OrderCompleted')).toHaveLength(1));
    expect((await published(id, 'OrderCompleted'))[0]).toMatchObject({
      productId: '1001',
      qty: 2,
      status: 'Completed',
      amount: 98,
      currency: 'EUR',
      owed: 0,
    });
    expect((await shop.service.delete(`/orders/${id}`)).body).toMatchObject({ orderStatus: 'Completed' });
    const listed = await shop.service.list('/orders?status=Completed&size=200');
    expect(listed.map((order) => order['id'])).toEqual(expect.arrayContaining([id, later]));
  });

  it.each([
    ['HandedOver', handedOver, 'InUse'],
    ['Returned', returned, 'Completed'],
  ])('whose order is Pending is established by %s, and follows it', async (_title, event, status) => {
    const id = await shop.pending('never');
    await publish(event(id), eventsOf(id)['paid']!);
    await becomes(id, status);
    await eventually(async () => expect(await published(id, 'Ordered')).toMatchObject([{ status: 'Placed' }]));
  });

  it('of a booking has its vehicle out until it is back, which ends its time and frees the rest at once', async () => {
    const [vehicleId] = await addVehicles(shop, 1);
    const id = await book(0, 9, { place: 'Hauptstr. 5' });
    await shift(id, 26 * HOUR_MS);
    const [[startsAt, endsAt] = [0, 0]] = await occupations();
    const { version } = await vehicle(vehicleId);
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    expect(await vehicle(vehicleId)).toMatchObject({ out_order_id: id, version: Number(version) + 1 });
    expect(Number((await vehicle(vehicleId))['due_at'])).toBe(endsAt - BUFFER_MS);
    expect(await stored(id)).toMatchObject({ place: 'Hauptstr. 5', place_kept_from: null });
    const refused = await shop.service.patch(`/vehicles/${vehicleId}`, { state: 'Retired' });
    expect(refused.body).toMatchObject({ code: 'vehicle.booked' });
    const back = Math.floor(Date.now() / 1000) * 1000;
    await publish(returned(id, back), returned(id, back + 3 * HOUR_MS));
    await becomes(id, 'Completed');
    expect(await vehicle(vehicleId)).toMatchObject({ out_order_id: null, due_at: null, version: Number(version) + 2 });
    expect(await occupations()).toEqual([[startsAt, back + BUFFER_MS]]);
    expect(back + BUFFER_MS).toBeLessThan(endsAt);
    const { body } = await shop.service.get(
      `/cars/1001/availability?from=${new Date(back).toISOString().slice(0, 16)}Z&to=${hours(9)}`,
    );
    const [window] = body['windows'] as { from: string; to: string }[];
    // The car is brought in an hour after the turnaround, and a booking begins on a whole minute.
    expect(window?.from).toBe(new Date(Math.ceil((back + 2 * BUFFER_MS) / 60_000) * 60_000).toISOString());
    const next = { productId: '1001', qty: 1, from: window?.from, to: new Date(endsAt + HOUR_MS).toISOString() };
    expect(await shop.service.post('/orders', next)).toMatchObject({ status: 201, body: { vehicleId } });
    await eventually(async () =>
      expect(await published(id, 'OrderCompleted')).toMatchObject([{ owed: 0, amount: 49 }]),
    );
  });

  it('that ends late keeps its time: the next booking of the vehicle is not overlapped', async () => {
    const [vehicleId] = await addVehicles(shop, 1);
    const id = await book(0, 9);
    const next = await book(11, 20);
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    const before = await occupations();
    await publish(returned(id, time(15)));
    await becomes(id, 'Completed');
    expect(await occupations()).toEqual(before);
    expect(await vehicle(vehicleId)).toMatchObject({ out_order_id: null });
    await publish(handedOver(next));
    await becomes(next, 'InUse');
    expect(await vehicle(vehicleId)).toMatchObject({ out_order_id: next });
  });

  it('that ends before it began frees all its time but the turnaround of the return', async () => {
    await addVehicles(shop, 1);
    const id = await book(10, 19);
    const back = Date.now();
    await publish(handedOver(id, back), returned(id, back));
    await becomes(id, 'Completed');
    expect(await occupations()).toEqual([[back, back + BUFFER_MS]]);
    await book(10, 19);
  });

  it.each([
    ['until the middle of the turnaround', 30, 30, 1],
    ['throughout the turnaround', 61, undefined, 0],
  ])('that ends before it began, when the vehicle is taken %s', async (_title, minutes, startsAfter, kept) => {
    const [vehicleId] = await addVehicles(shop, 1);
    const id = await book(10, 19);
    const other = await book(30, 31);
    const back = Math.floor(Date.now() / 60_000) * 60_000;
    await shop.service.execute('UPDATE occupations SET starts_at = ?, ends_at = ? WHERE order_id = ?', [
      back - HOUR_MS,
      back + minutes * 60_000,
      other,
    ]);
    await publish(handedOver(id, back), returned(id, back));
    await becomes(id, 'Completed');
    const own = (await occupations()).slice(1);
    expect(own).toEqual(startsAfter === undefined ? [] : [[back + startsAfter * 60_000, back + BUFFER_MS]]);
    expect(own).toHaveLength(kept);
    expect(await vehicle(vehicleId)).toMatchObject({ out_order_id: null });
  });

  it('of the next order is out when the events of both arrive in the other order', async () => {
    const [vehicleId] = await addVehicles(shop, 1);
    const [first, second] = [await book(0, 9), await book(11, 20)];
    await publish(handedOver(first));
    await becomes(first, 'InUse');
    await publish(handedOver(second));
    await becomes(second, 'InUse');
    await publish(returned(first));
    await becomes(first, 'Completed');
    expect(await vehicle(vehicleId)).toMatchObject({ out_order_id: second });
  });

  it('of the next order is out when its hand-over arrives before the one of the order that ends', async () => {
    const [vehicleId] = await addVehicles(shop, 1);
    const [first, second] = [await book(0, 9), await book(11, 20)];
    await publish(handedOver(second));
    await becomes(second, 'InUse');
    await publish(handedOver(first), returned(first));
    await becomes(first, 'Completed');
    const out = await vehicle(vehicleId);
    expect([out['out_order_id'], Number(out['due_at'])]).toEqual([second, time(20)]);
    await publish(returned(second));
    await becomes(second, 'Completed');
    expect(await vehicle(vehicleId)).toMatchObject({ out_order_id: null, due_at: null });
  });

  it('that is handed over before its cancellation arrives goes on, and the fee is dropped', async () => {
    const [vehicleId] = await addVehicles(shop, 1);
    const id = await book(0, 9);
    shop.payment.become(() => ({ status: 409, body: { code: 'payment.handed_over' } }));
    expect((await shop.service.delete(`/orders/${id}?expectedFee=28`)).status).toBe(202);
    await eventually(() => expect(shop.payment.asked('POST', '/paymentCancellations')).not.toHaveLength(0));
    const due = async (): Promise<unknown> =>
      (await shop.service.rows<{ due_at: unknown }>(`SELECT due_at FROM orders WHERE id = ${id}`))[0]?.due_at;
    await eventually(async () =>
      expect((await shop.service.rows(`SELECT id FROM orders WHERE id = ${id} AND attempts > 0`)).length).toBe(1),
    );
    expect([await shop.status(id), await due()]).toEqual(['Cancelling', expect.anything()]);
    expect(await stored(id)).toMatchObject({ cancelled_by: 'customer' });
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    expect(await due()).toBeNull();
    expect(await stored(id)).toMatchObject({ fee_minor: null, cancelled_by: null });
    expect(await vehicle(vehicleId)).toMatchObject({ out_order_id: id });
    await publish(eventsOf(id)['payCancelled']!, returned(id));
    await becomes(id, 'Completed');
    expect(await published(id, 'OrderCancelled')).toEqual([]);
  });

  it('has its place erased some days after the return, however long that took', async () => {
    await addVehicles(shop, 1);
    const id = await book(0, 9, { place: 'Platz 1' });
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    const retention = shop.service.app.get(PlaceRetention);
    const place = async (): Promise<unknown> => (await shop.service.get(`/orders/${id}`)).body['place'];
    await retention.erase(Date.now() + 300 * DAY_MS);
    expect(await place()).toBe('Platz 1');
    await publish(returned(id));
    await becomes(id, 'Completed');
    await retention.erase(Date.now() + 29 * DAY_MS);
    expect(await place()).toBe('Platz 1');
    await retention.erase(Date.now() + 30.5 * DAY_MS);
    expect(await place()).toBeUndefined();
  });
});
