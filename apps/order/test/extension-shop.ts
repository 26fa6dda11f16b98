import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { eventually, type Answer, type Engine, type PublishedEvent, type TestDatabase } from '@carshare/testing';
import { addVehicles, booking, HOUR_MS, hours } from './fleet.js';
import { OrderService, willing } from './order-service.js';
import type { returned } from './rental-events.js';

const TURNAROUND_MS = HOUR_MS;

/** A time of the tests as answers contain it. */
export const iso = (after: number): string => new Date(hours(after)).toISOString();

/** The order service with one vehicle, and what the tests of extensions do with it. To be called within a `describe`. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the members are named where they are returned
export function extensionsOn(engine: Engine) {
  let database: TestDatabase;
  const on = {} as { shop: OrderService; vehicleId: number };

  beforeAll(async () => {
    database = await engine.create();
    on.shop = await OrderService.start({ DATABASE_URL: database.url });
  });
  beforeEach(async () => {
    on.shop.payment.become(willing);
    await on.shop.service.execute('DELETE FROM occupations');
    await on.shop.service.execute('DELETE FROM vehicles');
    const [vehicleId = 0] = await addVehicles(on.shop, 1);
    on.vehicleId = vehicleId;
  });
  afterAll(async () => {
    await on.shop.stop();
    await database.drop();
  });

  const publish = (...messages: ReturnType<typeof returned>[]): Promise<void> => on.shop.service.log.publish(messages);
  const book = async (from: number, to: number, more?: object): Promise<number> => {
    const { status, body } = await on.shop.service.post('/orders', booking(from, to, more));
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  };
  const extend = (id: number, to: number, more: object = {}, key?: string): Promise<Answer> =>
    on.shop.service.post(`/orders/${id}/extensions`, { to: hours(to), ...more }, key ? { 'idempotency-key': key } : {});
  const quote = async (id: number, to?: number): Promise<Record<string, unknown>> => {
    const query = to === undefined ? '' : `?to=${encodeURIComponent(hours(to))}`;
    return (await on.shop.service.get(`/orders/${id}/extension${query}`)).body;
  };
  const view = async (id: number): Promise<Record<string, unknown>> =>
    (await on.shop.service.get(`/orders/${id}`)).body;
  /** The end of the order's occupation without the turnaround. */
  const takenUntil = async (id: number): Promise<string | undefined> => {
    const sql = `SELECT ends_at FROM occupations WHERE order_id = ${id}`;
    const [row] = await on.shop.service.rows<{ ends_at: number | string }>(sql);
    return row && new Date(Number(row.ends_at) - TURNAROUND_MS).toISOString();
  };
  const published = async (id: number, type: string): Promise<PublishedEvent[]> =>
    (await on.shop.service.history()).filter((event) => event.id === id && event.eventType === type);
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await on.shop.status(id)).toBe(status));
  const extension = async (id: number): Promise<Record<string, unknown>> =>
    (
      await on.shop.service.rows<Record<string, unknown>>(
        `SELECT status, due_at, open_order_id FROM adjustments WHERE order_id = ${id} ORDER BY number DESC LIMIT 1`,
      )
    )[0] ?? {};
  const voids = (id: number): unknown[] =>
    on.shop.payment.asked('POST', '/paymentAdjustmentCancellations').filter(({ body }) => body['orderId'] === id);
  /** Moves the start of a booking, by which a cancellation costs half of the price. */
  const startIn = (id: number, ms: number): Promise<number> =>
    on.shop.service.execute('UPDATE bookings SET starts_at = ? WHERE order_id = ?', [Date.now() + ms, id]);
  /** Moves a rental into the past. */
  const shift = async (id: number, by: number): Promise<void> => {
    const times = 'starts_at = starts_at - ?, ends_at = ends_at - ?';
    await on.shop.service.execute(`UPDATE bookings SET ${times}, agenda_at = agenda_at - ? WHERE order_id = ?`, [
      by,
      by,
      by,
      id,
    ]);
    await on.shop.service.execute(`UPDATE occupations SET ${times} WHERE order_id = ?`, [by, by, id]);
    await on.shop.service.execute('UPDATE vehicles SET due_at = due_at - ?', [by]);
  };
  /** An extension that payment has not answered for. */
  const leaveOpen = async (id: number, to: number): Promise<void> => {
    on.shop.payment.become(() => 'break');
    expect(await extend(id, to)).toMatchObject({ status: 503, body: { code: 'payment.unknown' } });
    expect(await takenUntil(id)).toBe(iso(to));
  };
  return {
    on,
    publish,
    book,
    extend,
    quote,
    view,
    takenUntil,
    published,
    becomes,
    extension,
    voids,
    startIn,
    shift,
    leaveOpen,
  };
}
