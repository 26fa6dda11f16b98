import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  allEngines,
  eventsOf,
  eventually,
  type Answer,
  type PublishedEvent,
  type TestDatabase,
} from '@carshare/testing';
import { addVehicles, booking, HOUR_MS, hours } from './fleet.js';
import { foundAdjustments, OrderService, willing } from './order-service.js';
import { adjusted, handedOver, returned } from './rental-events.js';

const iso = (after: number): string => new Date(hours(after)).toISOString();
const TURNAROUND_MS = HOUR_MS;

describe.each(allEngines())('On $name, an extension', (engine) => {
  let database: TestDatabase;
  let shop: OrderService;
  let vehicleId: number;

  beforeAll(async () => {
    database = await engine.create();
    shop = await OrderService.start({ DATABASE_URL: database.url });
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    await shop.service.execute('DELETE FROM occupations');
    await shop.service.execute('DELETE FROM vehicles');
    [vehicleId = 0] = await addVehicles(shop, 1);
  });
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  const publish = (...messages: ReturnType<typeof returned>[]): Promise<void> => shop.service.log.publish(messages);
  const book = async (from: number, to: number, more?: object): Promise<number> => {
    const { status, body } = await shop.service.post('/orders', booking(from, to, more));
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  };
  const extend = (id: number, to: number, more: object = {}, key?: string): Promise<Answer> =>
    shop.service.post(`/orders/${id}/extensions`, { to: hours(to), ...more }, key ? { 'idempotency-key': key } : {});
  const quote = async (id: number, to?: number): Promise<Record<string, unknown>> => {
    const query = to === undefined ? '' : `?to=${encodeURIComponent(hours(to))}`;
    return (await shop.service.get(`/orders/${id}/extension${query}`)).body;
  };
  const view = async (id: number): Promise<Record<string, unknown>> => (await shop.service.get(`/orders/${id}`)).body;
  /** The end of the order's occupation without the turnaround. */
  const takenUntil = async (id: number): Promise<string | undefined> => {
    const sql = `SELECT ends_at FROM occupations WHERE order_id = ${id}`;
    const [row] = await shop.service.rows<{ ends_at: number | string }>(sql);
    return row && new Date(Number(row.ends_at) - TURNAROUND_MS).toISOString();
  };
  const published = async (id: number, type: string): Promise<PublishedEvent[]> =>
    (await shop.service.history()).filter((event) => event.id === id && event.eventType === type);
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await shop.status(id)).toBe(status), 15_000);
  const extension = async (id: number): Promise<Record<string, unknown>> =>
    (
      await shop.service.rows<Record<string, unknown>>(
        `SELECT status, due_at, open_order_id FROM adjustments WHERE order_id = ${id} ORDER BY number DESC LIMIT 1`,
      )
    )[0] ?? {};
  const voids = (id: number): unknown[] =>
    shop.payment.asked('POST', '/paymentAdjustmentCancellations').filter(({ body }) => body['orderId'] === id);
  /** Moves the start of a booking, by which a cancellation costs half of the price. */
  const startIn = (id: number, ms: number): Promise<number> =>
    shop.service.execute('UPDATE bookings SET starts_at = ? WHERE order_id = ?', [Date.now() + ms, id]);
  /** Moves a rental into the past. */
  const shift = async (id: number, by: number): Promise<void> => {
    const times = 'starts_at = starts_at - ?, ends_at = ends_at - ?';
    await shop.service.execute(`UPDATE bookings SET ${times}, agenda_at = agenda_at - ? WHERE order_id = ?`, [
      by,
      by,
      by,
      id,
    ]);
    await shop.service.execute(`UPDATE occupations SET ${times} WHERE order_id = ?`, [by, by, id]);
    await shop.service.execute('UPDATE vehicles SET due_at = due_at - ?', [by]);
  };
  /** An extension that payment has not answered for. */
  const leaveOpen = async (id: number, to: number): Promise<void> => {
    shop.payment.become(() => 'break');
    expect(await extend(id, to)).toMatchObject({ status: 503, body: { code: 'payment.unknown' } });
    expect(await takenUntil(id)).toBe(iso(to));
  };

  it('is quoted, charged under its own number, and makes the booking longer and dearer', async () => {
    const id = await book(0, 2, { place: 'Platz 1' });
    const quoted = { to: iso(4), amount: 16, total: 32, currency: 'EUR', latestTo: expect.anything(), available: true };
    expect(await quote(id, 4)).toEqual(quoted);
    const { status, body } = await extend(id, 4, { expectedAmount: 16, paymentMethod: 'pm_1' });
    const placed = { orderId: id, number: 1, from: iso(2), to: iso(4), amount: 16, total: 32, currency: 'EUR' };
    expect([status, body]).toEqual([201, { ...placed, status: 'Placed' }]);
    expect(shop.payment.asked('POST', '/paymentAdjustments')).toMatchObject([
      {
        key: `adjust-${id}-1`,
        body: { orderId: id, number: 1, kind: 'charge', amount: 16, reason: 'extension', paymentMethod: 'pm_1' },
      },
    ]);
    expect(await view(id)).toMatchObject({ to: iso(4), amount: 32, status: 'Placed', extensions: [{ number: 1 }] });
    expect(await takenUntil(id)).toBe(iso(4));
    const event = { id, to: iso(4), amount: 32, currency: 'EUR', customerId: 'guest' };
    await eventually(async () => expect(await published(id, 'OrderExtended')).toMatchObject([event]));
    expect((await extend(id, 5)).body).toMatchObject({ number: 2, from: iso(4), amount: 8, total: 40 });
    const { body: timeline } = await shop.service.get(`/operator/order/timeline/${id}`);
    expect(JSON.stringify(timeline)).toContain('"what":"extension"');
    await startIn(id, 12 * HOUR_MS);
    // Half of the new total, by the original start.
    expect((await shop.service.get(`/orders/${id}/cancellation`)).body).toMatchObject({ fee: 20, refund: 20 });
  });

  it('within an hour or a day that is paid already costs nothing and asks nobody', async () => {
    const id = await book(0, 7);
    expect((await extend(id, 20)).body).toMatchObject({ status: 'Placed', amount: 0, total: 49 });
    expect(shop.payment.asked('POST', '/paymentAdjustments')).toEqual([]);
    expect(await view(id)).toMatchObject({ to: iso(20), amount: 49 });
  });

  it('up to the next booking of the car is possible, beyond it the answer names the latest end', async () => {
    const id = await book(0, 2);
    await book(10, 12);
    expect(await quote(id)).toEqual({
      to: null,
      amount: null,
      total: null,
      currency: 'EUR',
      // The car is fetched and cleaned in an hour, and brought in another one.
      latestTo: iso(8),
      available: true,
    });
    expect(await quote(id, 9)).toMatchObject({ amount: 33, available: false });
    const refused = await extend(id, 9);
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.objectContaining({ code: 'extension.not_available', latestTo: iso(8) }),
    ]);
    expect([await takenUntil(id), shop.payment.asked('POST', '/paymentAdjustments')]).toEqual([iso(2), []]);
    expect((await extend(id, 8)).status).toBe(201);
    expect((await extend(id, 9)).body).toMatchObject({ latestTo: null });
  });

  it('of a car that is out moves the time at which it has to be back, also when the customer is late', async () => {
    const id = await book(0, 2);
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    await shift(id, 30 * HOUR_MS);
    await shop.service.execute('UPDATE bookings SET overdue_at = 1 WHERE order_id = ?', [id]);
    const past = await shop.service.post(`/orders/${id}/extensions`, { to: iso(-25.5) });
    expect(past).toMatchObject({ status: 422, body: { code: 'booking.out_of_bounds' } });
    expect((await extend(id, -20)).status).toBe(201);
    const [row] = await shop.service.rows<Record<string, unknown>>(
      `SELECT v.due_at, b.agenda_at, b.overdue_at FROM vehicles v JOIN bookings b ON b.order_id = v.out_order_id WHERE v.id = ${vehicleId}`,
    );
    const at = new Date(hours(-20)).getTime();
    // It is not overdue any more, and can become so at the new end.
    expect([Number(row?.['due_at']), Number(row?.['agenda_at']), row?.['overdue_at']]).toEqual([at, at, null]);
  });

  it('of a customer who is late is refused when the next booking needs the car', async () => {
    const id = await book(0, 2);
    await book(4, 6);
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    expect((await extend(id, 3)).body).toMatchObject({ code: 'extension.not_available', latestTo: null });
  });

  it.each<[string, number, object, number, string]>([
    ['at another price than the expected one', 4, { expectedAmount: 8 }, 409, 'price.changed'],
    ['to an end that is not later', 2, {}, 422, 'booking.time_invalid'],
    ['to a time without offset', 4, { to: '2026-12-01T09:00:00' }, 422, 'booking.time_invalid'],
    ['to an end beyond the longest booking', 1_500, {}, 422, 'booking.out_of_bounds'],
  ])('%s is refused without a charge', async (_title, to, more, status, code) => {
    const id = await book(0, 2);
    const answer = await extend(id, to, more);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect([await takenUntil(id), shop.payment.asked('POST', '/paymentAdjustments')]).toEqual([iso(2), []]);
  });

  it('of an instant order, a cancelled one, or an unknown one is refused', async () => {
    const instant = await shop.place();
    expect((await extend(instant, 4)).body).toMatchObject({ code: 'order.not_extendable', orderStatus: 'Placed' });
    const id = await book(0, 2);
    await shop.service.delete(`/orders/${id}?expectedFee=8`);
    expect((await extend(id, 4)).body).toMatchObject({ code: 'order.not_extendable', orderStatus: 'Cancelling' });
    expect((await shop.service.get(`/orders/${id}/extension`)).status).toBe(409);
    expect((await extend(999_999, 4)).status).toBe(404);
  });

  it('that is declined gives the time back, and the same key gets the same answer', async () => {
    const id = await book(0, 2);
    shop.payment.become(() => ({ status: 402, body: { detail: 'Too little money.' } }));
    const [first, second] = [await extend(id, 4, {}, 'declined'), await extend(id, 4, {}, 'declined')];
    for (const { status, body } of [first, second]) {
      expect([status, body['code'], body['detail']]).toEqual([402, 'payment.declined', 'Too little money.']);
    }
    expect(shop.payment.asked('POST', '/paymentAdjustments')).toHaveLength(1);
    expect([await takenUntil(id), (await view(id))['extensions']]).toEqual([iso(2), undefined]);
    shop.payment.become(willing);
    expect((await extend(id, 4, {}, 'another')).body).toMatchObject({ status: 'Placed', number: 2 });
  });

  it('repeated with its key is one extension with one answer; another end is another request', async () => {
    const id = await book(0, 2);
    const answers = await Promise.all([1, 2, 3].map(() => extend(id, 4, {}, 'once')));
    for (const { status, body } of answers) expect([status, body]).toEqual([201, answers[0]?.body]);
    expect((await extend(id, 4, {}, 'once')).body).toEqual(answers[0]?.body);
    expect(shop.payment.asked('POST', '/paymentAdjustments')).toHaveLength(1);
    expect(await extend(id, 5, {}, 'once')).toMatchObject({ status: 422, body: { code: 'idempotency.reused' } });
  });

  it.each([
    ['turned away', { status: 429 }],
    ['voided at payment', { status: 409, body: { code: 'payment.voided' } }],
  ])('whose charge is %s gives the time back and frees its key', async (_title, reply) => {
    const id = await book(0, 2);
    shop.payment.become(() => reply);
    expect((await extend(id, 4, {}, 'free')).body).toMatchObject({ code: 'payment.unavailable' });
    expect([await takenUntil(id), voids(id)]).toEqual([iso(2), []]);
    shop.payment.become(willing);
    expect((await extend(id, 4, {}, 'free')).status).toBe(201);
  });

  it('that is open is the only one, and payment that knows its charge settles it', async () => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    expect(await view(id)).toMatchObject({ to: iso(2), amount: 16, extensions: [{ status: 'Pending' }] });
    expect((await extend(id, 5)).body).toMatchObject({ code: 'extension.open' });
    expect(await quote(id, 5)).toMatchObject({ available: false });
    shop.payment.become(() => foundAdjustments({ number: 1, status: 'Succeeded' }));
    await shop.makeAdjustmentsDue(id);
    await eventually(async () => expect(await view(id)).toMatchObject({ to: iso(4), amount: 32 }), 15_000);
    expect([await extension(id), await takenUntil(id)]).toEqual([
      { status: 'Succeeded', due_at: null, open_order_id: null },
      iso(4),
    ]);
  });

  it('that is open is settled by the events of payment, in any number', async () => {
    const [paid, declined] = [await book(0, 2), await book(20, 22)];
    await leaveOpen(paid, 4);
    await leaveOpen(declined, 24);
    await publish(adjusted(paid, 1, 'Succeeded'), adjusted(paid, 1, 'Succeeded'), adjusted(declined, 1, 'Declined'));
    await publish(adjusted(paid, 7, 'Succeeded'), adjusted(999_999, 1, 'Succeeded'));
    await eventually(async () => expect(await view(paid)).toMatchObject({ to: iso(4), amount: 32 }));
    await eventually(async () => expect(await takenUntil(declined)).toBe(iso(22)));
    await eventually(async () => expect(await published(paid, 'OrderExtended')).toHaveLength(1));
    expect(await shop.service.rows('SELECT id FROM stuck_events')).toEqual([]);
  });

  it.each([
    ['does not know', () => foundAdjustments(), 0],
    ['does not answer for too long', () => 'break' as const, 61_000],
  ])('that payment %s is withdrawn first and voided until payment confirms', async (_title, answer, ageMs) => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    shop.payment.become((call) => (call.method === 'GET' ? answer() : { status: 503 }));
    await shop.makeAdjustmentsDue(id, ageMs);
    await eventually(() => expect(voids(id)).not.toEqual([]), 15_000);
    expect(await extension(id)).toMatchObject({ status: 'Withdrawn', open_order_id: null });
    expect(await takenUntil(id)).toBe(iso(2));
    // The charge arrives late: it extends nothing, and is returned.
    await publish(adjusted(id, 1, 'Succeeded'));
    shop.payment.become(willing);
    await shop.makeAdjustmentsDue(id);
    await eventually(async () => expect(await extension(id)).toMatchObject({ status: 'Voided', due_at: null }), 15_000);
    expect(voids(id)).toMatchObject([{ key: `void-adjust-${id}-1`, body: { orderId: id, number: 1 } }]);
    expect(await view(id)).toMatchObject({ to: iso(2), amount: 16 });
    expect((await view(id))['extensions']).toBeUndefined();
  });

  it('whose charge was refused and arrives all the same has its money returned', async () => {
    const id = await book(0, 2);
    shop.payment.become(() => ({ status: 429 }));
    await extend(id, 4);
    shop.payment.become(willing);
    await publish(adjusted(id, 1, 'Succeeded'));
    await eventually(() => expect(voids(id)).toHaveLength(1), 15_000);
    await eventually(async () => expect(await extension(id)).toMatchObject({ status: 'Voided', due_at: null }));
    expect(await view(id)).toMatchObject({ to: iso(2), amount: 16 });
  });

  it('that is open when the order is cancelled is withdrawn, and the fee does not contain it', async () => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    shop.payment.become(willing);
    await startIn(id, 12 * HOUR_MS);
    expect((await shop.service.delete(`/orders/${id}?expectedFee=16`)).body).toMatchObject({
      cancellation: { fee: 8 },
    });
    expect((await shop.service.delete(`/orders/${id}?expectedFee=8`)).status).toBe(202);
    expect(await takenUntil(id)).toBe(iso(2));
    await publish(adjusted(id, 1, 'Succeeded'), eventsOf(id)['payCancelled']!);
    await becomes(id, 'Cancelled');
    await eventually(async () => expect(await extension(id)).toMatchObject({ status: 'Voided', due_at: null }), 15_000);
    expect(await takenUntil(id)).toBeUndefined();
    expect(await published(id, 'OrderExtended')).toEqual([]);
  });

  it('that is open when the car is handed over goes on: the car has to be back at the old end until it is paid', async () => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    const dueAt = async (): Promise<string> => {
      const [row] = await shop.service.rows<{ due_at: unknown }>(`SELECT due_at FROM vehicles WHERE id = ${vehicleId}`);
      return new Date(Number(row?.due_at)).toISOString();
    };
    expect(await dueAt()).toBe(iso(2));
    await publish(adjusted(id, 1, 'Succeeded'));
    await eventually(async () => expect(await dueAt()).toBe(iso(4)));
    expect(await view(id)).toMatchObject({ status: 'InUse', to: iso(4), amount: 32 });
  });

  it('that is open lets the order become overdue at the old end, and is no longer overdue once it is paid', async () => {
    const id = await book(0, 2);
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    await shift(id, 30 * HOUR_MS);
    await leaveOpen(id, -20);
    await eventually(async () => expect(await published(id, 'OrderOverdue')).toMatchObject([{ to: iso(-28) }]), 15_000);
    await publish(adjusted(id, 1, 'Succeeded'));
    await eventually(async () => expect(await view(id)).toMatchObject({ to: iso(-20), status: 'InUse' }));
    const [row] = await shop.service.rows(`SELECT overdue_at FROM bookings WHERE order_id = ${id}`);
    expect(row).toEqual({ overdue_at: null });
  });

  it('that is open when the car comes back is withdrawn: the rental ends with the old end and price', async () => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    shop.payment.become(willing);
    const back = new Date(hours(1)).getTime();
    await publish(handedOver(id), returned(id, back));
    await becomes(id, 'Completed');
    expect(await extension(id)).toMatchObject({ open_order_id: null });
    await publish(adjusted(id, 1, 'Succeeded'));
    expect(await takenUntil(id)).toBe(iso(1));
    await eventually(async () => expect(await extension(id)).toMatchObject({ status: 'Voided', due_at: null }), 15_000);
    expect(await published(id, 'OrderCompleted')).toMatchObject([{ amount: 16, owed: 0 }]);
  });

  it('is not part of the answer to a repeated request for the order', async () => {
    const request = booking(0, 2);
    const key = { 'idempotency-key': `order-${engine.name}` };
    const first = await shop.service.post('/orders', request, key);
    const id = Number(first.body['id']);
    for (const to of [4, 6]) expect((await extend(id, to)).status).toBe(201);
    expect((await shop.service.post('/orders', request, key)).body).toEqual(first.body);
  });
});
