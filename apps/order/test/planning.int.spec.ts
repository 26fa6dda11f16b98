import { UnitOfWork } from '@carshare/persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { allEngines, eventsOf, eventually, type Answer } from '@carshare/testing';
import { addVehicles, booking, hours } from './fleet.js';
import { OrderService, willing } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

type Entry = Record<string, unknown>;
const HOUR_MS = 3_600_000;

describe.each(allEngines())('On $name, the operator', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    for (const table of ['occupations', 'bookings', 'vehicles', 'orders', 'unmet_demand']) {
      await shop.service.execute(`DELETE FROM ${table}`);
    }
  });
  afterAll(() => shop.stop());

  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await shop.status(id)).toBe(status));
  const book = async (from: number, to: number, more?: object): Promise<number> =>
    Number((await shop.service.post('/orders', booking(from, to, more))).body['id']);
  const agenda = async (from: string, to: string): Promise<{ bring: Entry[]; fetch: Entry[] }> => {
    const { status, body } = await shop.service.get(`/operator/order/agenda?from=${from}&to=${to}`);
    expect([status, body['code']]).toEqual([200, undefined]);
    return body as unknown as { bring: Entry[]; fetch: Entry[] };
  };
  const ids = (entries: Entry[]): unknown[] => entries.map(({ orderId }) => orderId);
  const unmet = async (query = ''): Promise<unknown> => {
    const { status, body } = await shop.service.get(`/operator/order/unmet-demand${query}`);
    expect(status).toBe(200);
    return body['refused'];
  };

  it('sees what to bring and to fetch, by time, and what is late', async () => {
    const [vehicleId] = await addVehicles(shop, 3);
    const [{ plate } = {}] = await shop.service.list(`/vehicles?productId=1001`);
    const late = await book(3, 9, { place: 'Hauptstr. 5', vehicleId });
    const today = await book(1, 9);
    const tomorrow = await book(60, 70);
    const instant = await shop.place();
    await shop.pending('never');
    await shop.service.log.publish([eventsOf(today)['shipped']!]);
    await becomes(today, 'Shipped');
    const hour = Date.now() - HOUR_MS;
    await shop.service.execute('UPDATE bookings SET agenda_at = ? WHERE order_id = ?', [hour, late]);
    const { bring, fetch } = await agenda(hours(0), hours(24));
    expect(fetch).toEqual([]);
    expect(ids(bring)).toEqual([late, today, instant]);
    expect(bring[0]).toEqual({
      orderId: late,
      status: 'Placed',
      productId: '1001',
      model: 'City Electric',
      qty: 1,
      customerId: 'guest',
      vehicleId,
      plate,
      place: 'Hauptstr. 5',
      at: new Date(hour).toISOString(),
      isLate: true,
      isAtRisk: false,
    });
    expect(bring[1]).toMatchObject({ status: 'Shipped', at: new Date(hours(1)).toISOString(), isLate: false });
    expect(bring[2]).toMatchObject({ vehicleId: null, plate: null, place: null, at: null, isLate: false });
    expect(ids((await agenda(hours(0), hours(61))).bring)).toEqual([late, today, tomorrow, instant]);
    const without = await shop.service.get('/operator/order/agenda');
    expect(ids((without.body as unknown as { bring: Entry[] }).bring)).toEqual([late, instant]);
  });

  it('fetches a car from its hand-over until it is back', async () => {
    await addVehicles(shop, 2);
    const [soon, long, instant] = [await book(0, 9), await book(0, 60), await shop.place()];
    await shop.service.log.publish([handedOver(soon), handedOver(long), handedOver(instant)]);
    for (const id of [soon, long, instant]) await becomes(id, 'InUse');
    const { bring, fetch } = await agenda(hours(0), hours(10));
    expect([ids(bring), ids(fetch)]).toEqual([[], [soon, instant]]);
    expect(fetch[0]).toMatchObject({ status: 'InUse', at: new Date(hours(9)).toISOString(), isLate: false });
    expect(fetch[1]).toMatchObject({ at: null });
    await shop.service.log.publish([returned(soon), returned(instant)]);
    for (const id of [soon, instant]) await becomes(id, 'Completed');
    expect(ids((await agenda(hours(0), hours(61))).fetch)).toEqual([long]);
  });

  it.each([
    ['from=2026-12-01', 400, 'request.invalid'],
    ['from=2026-12-01T09:00:00', 400, 'request.invalid'],
    ['from=2026-12-01T09:00:60Z', 422, 'booking.time_invalid'],
    ['from=2026-12-02T09:00:00Z&to=2026-12-02T09:00:00Z', 422, 'booking.time_invalid'],
    ['day=1', 400, 'request.invalid'],
  ])('refuses an agenda of %s', async (query, status, code) => {
    const answer = await shop.service.get(`/operator/order/agenda?${query}`);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('sees how often orders were refused, by model and reason', async () => {
    await addVehicles(shop, 1);
    await book(0, 9);
    const refusals = [
      ...Array.from({ length: 20 }, () => booking(0, 9)),
      booking(0, 24 * 90),
      booking(0, 9, { productId: '1004' }),
      { productId: '1005', qty: 6 },
      { productId: '1005', qty: 7 },
    ];
    const notCounted = [
      { productId: 'none', qty: 1 },
      booking(0, 9, { from: '2020-12-01T09:00:00Z' }),
      booking(0, 9, { from: 'tomorrow' }),
      booking(60, 62, { expectedAmount: 1 }),
    ];
    const answers = await Promise.all([...refusals, ...notCounted].map((asked) => shop.service.post('/orders', asked)));
    for (const { status } of answers) expect([404, 409, 422]).toContain(status);
    await eventually(async () =>
      expect(await unmet()).toEqual([
        { productId: '1001', reason: 'car.not_available', count: 20 },
        { productId: '1005', reason: 'car.out_of_stock', count: 2 },
        { productId: '1001', reason: 'booking.out_of_bounds', count: 1 },
        { productId: '1004', reason: 'car.not_bookable', count: 1 },
      ]),
    );
    await shop.service.execute("UPDATE unmet_demand SET day = '2020-01-01' WHERE product_id = '1001'");
    expect(await unmet('?days=366')).toHaveLength(2);
    const { body } = await shop.service.get('/operator/order/unmet-demand?days=1');
    expect(body['from']).toBe(new Date().toISOString().slice(0, 10));
    expect((await shop.service.get('/operator/order/unmet-demand?days=0')).status).toBe(400);
    const metrics = await (await fetch(`${shop.service.url}/metrics`)).text();
    expect(metrics).toMatch(/^bookings_refused_total\{.*model="1001",reason="car.not_available".*\} \d+$/m);
  });

  it('sees no count of a refusal that could not be written, and the customer gets the refusal', async () => {
    const unitOfWork = shop.service.app.get(UnitOfWork);
    const real = unitOfWork.transaction.bind(unitOfWork);
    let isFirst = true;
    const fails = jest.spyOn(unitOfWork, 'transaction').mockImplementation((work) => {
      if (isFirst) return ((isFirst = false), real(work));
      return Promise.reject(new Error('the disk is full'));
    });
    const refused: Answer = await shop.service.post('/orders', { productId: '1005', qty: 50 });
    fails.mockRestore();
    expect(refused).toMatchObject({ status: 409, body: { code: 'car.out_of_stock' } });
    expect((await shop.service.post('/orders', { productId: '1005', qty: 50 })).status).toBe(409);
    await eventually(async () =>
      expect(await unmet()).toEqual([{ productId: '1005', reason: 'car.out_of_stock', count: 1 }]),
    );
  });
});
