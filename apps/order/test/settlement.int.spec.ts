import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type Answer, type PublishedEvent, type TestDatabase } from '@carshare/testing';
import { SettlementSweeper } from '../src/settlement/settlement.sweeper.js';
import { addVehicles, booking, HOUR_MS, hours } from './fleet.js';
import { OrderService, willing } from './order-service.js';
import { adjusted, handedOver, returned } from './rental-events.js';

const at = (after: number): number => new Date(hours(after)).getTime();

describe.each(engines('mysql'))('On $name, the settlement of a booking', (engine) => {
  let database: TestDatabase;
  let shop: OrderService;

  beforeAll(async () => {
    database = await engine.create();
    shop = await OrderService.start({ DATABASE_URL: database.url, BOOKING_EARLY_REFUND_PERCENT: '50' });
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    await shop.service.execute('DELETE FROM occupations');
    await shop.service.execute('DELETE FROM vehicles');
    await addVehicles(shop, 1);
    await shop.service.patch('/cars/1001', { pricePerKm: 0.25 });
  });
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  const publish = (...messages: ReturnType<typeof returned>[]): Promise<void> => shop.service.log.publish(messages);
  const book = async (from: number, to: number): Promise<number> => {
    const { status, body } = await shop.service.post('/orders', booking(from, to, { paymentMethod: 'pm_1' }));
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  };
  const view = async (id: number): Promise<Record<string, unknown>> => (await shop.service.get(`/orders/${id}`)).body;
  const completed = async (id: number): Promise<PublishedEvent[]> =>
    (await shop.service.history()).filter((event) => event.id === id && event.eventType === 'OrderCompleted');
  const owed = async (): Promise<unknown> => (await shop.service.get('/operator/order/owed')).body['owed'];
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await shop.status(id)).toBe(status));
  const charges = (id: number): unknown[] =>
    shop.payment.asked('POST', '/paymentAdjustments').filter(({ body }) => body['orderId'] === id);
  const act = async (id: number, action: string, body?: object): Promise<{ status: number; body: object }> =>
    shop.service.post(`/operator/order/owed/${id}/${action}`, body ?? {});
  /** A booking of 2 hours that comes back 2 hours late. */
  const returnLate = async (): Promise<number> => {
    const id = await book(0, 2);
    await publish(handedOver(id), returned(id, at(4)));
    return id;
  };
  const late = { late: 16, distance: 0, early: 0, amount: 16 };

  it('of a return in time has nothing to charge: the order is complete at once', async () => {
    const id = await book(0, 2);
    await publish(
      handedOver(id, Date.now(), { odometer: 1_000 }),
      returned(id, at(2) + 10 * 60_000, { odometer: 1_200 }),
    );
    await becomes(id, 'Completed');
    expect((await view(id))['settlement']).toBeUndefined();
    expect(await completed(id)).toMatchObject([{ amount: 16, owed: 0 }]);
    expect(charges(id)).toEqual([]);
  });

  it('charges late time and distance together, under the next number', async () => {
    const id = await book(0, 2);
    await shop.service.post(`/orders/${id}/extensions`, { to: hours(3) });
    await publish(
      handedOver(id, Date.now(), { odometer: 1_000 }),
      returned(id, at(5), { odometer: 1_240 }),
      returned(id, at(9), { odometer: 5_000 }),
    );
    await becomes(id, 'Completed');
    expect(charges(id)).toMatchObject([
      { body: { number: 1, reason: 'extension' } },
      {
        key: `adjust-${id}-2`,
        body: { number: 2, kind: 'charge', amount: 26, currency: 'EUR', reason: 'settlement', paymentMethod: 'pm_1' },
      },
    ]);
    const settlement = { late: 16, distance: 10, early: 0, amount: 26, owed: 0, status: 'Settled' };
    expect(await view(id)).toMatchObject({ amount: 24, settlement });
    await eventually(async () => expect(await completed(id)).toMatchObject([{ amount: 50, owed: 0 }]));
  });

  it('refunds the share of the time that was not used', async () => {
    const id = await book(0, 4);
    await publish(handedOver(id), returned(id, at(1)));
    await becomes(id, 'Completed');
    expect(charges(id)).toMatchObject([{ body: { number: 1, kind: 'refund', amount: 12 } }]);
    expect((await view(id))['settlement']).toMatchObject({ early: 12, amount: -12, owed: 0, status: 'Settled' });
    await eventually(async () => expect(await completed(id)).toMatchObject([{ amount: 20, owed: 0 }]));
  });

  it.each([
    ['declines', { status: 402, body: {} }],
    ['has voided', { status: 409, body: { code: 'payment.voided' } }],
  ])('whose refund payment %s completes the order, and is due until payment makes it', async (_title, refusal) => {
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? refusal : willing(call)));
    const id = await book(0, 4);
    await publish(handedOver(id), returned(id, at(1)));
    await becomes(id, 'Completed');
    const refund = (): Promise<unknown[]> =>
      shop.service.rows(`SELECT status, due_at IS NULL AS is_over FROM adjustments WHERE order_id = ${id}`);
    expect(await refund()).toMatchObject([{ status: 'Pending', is_over: 0 }]);
    const metrics = await (await fetch(`${shop.service.url}/metrics`)).text();
    expect(metrics).toContain('adjustments_due{service="order"} 1\n');
    // 0 would mean that no adjustment is due.
    expect(metrics).toMatch(/^adjustments_due_oldest_age_seconds\{service="order"\} (?!0$)[\d.]+$/m);
    shop.payment.become(willing);
    await shop.makeAdjustmentsDue(id);
    await eventually(async () => expect(await refund()).toMatchObject([{ status: 'Succeeded', is_over: 1 }]));
    for (const charge of charges(id)) expect(charge).toMatchObject({ key: `adjust-${id}-1`, body: { kind: 'refund' } });
    expect(await owed()).toEqual([]);
    await eventually(async () => expect(await completed(id)).toMatchObject([{ amount: 20, owed: 0 }]));
  });

  it('is quoted before the return, under the terms of the booking: what is refunded and what is charged', async () => {
    const quote = (id: number, odometer?: number): Promise<Answer> =>
      shop.service.get(`/orders/${id}/return${odometer === undefined ? '' : `?odometer=${odometer}`}`);
    const id = await book(0, 4);
    expect((await quote(id)).body).toMatchObject({ code: 'order.not_returnable', orderStatus: 'Placed' });
    await publish(handedOver(id, Date.now(), { odometer: 1_000 }));
    await becomes(id, 'InUse');
    // The booking has not begun: no hour of it is used, and the shortest one is paid.
    const early = { late: 0, early: 12, currency: 'EUR', includedKm: 200, pricePerKm: 0.25 };
    expect((await quote(id)).body).toEqual({ ...early, at: expect.any(String), distance: null, amount: -12 });
    expect((await quote(id, 1_240)).body).toMatchObject({ ...early, distance: 10, amount: -2 });
    const past = 'starts_at = starts_at - ?, ends_at = ends_at - ?';
    const ago = at(4) - Date.now() + 90 * 60_000;
    await shop.service.execute(`UPDATE bookings SET ${past} WHERE order_id = ?`, [ago, ago, id]);
    expect((await quote(id, 1_200)).body).toMatchObject({ late: 16, distance: 0, early: 0, amount: 16 });
    expect((await view(id))['settlement']).toBeUndefined();
    expect((await quote(id, -1)).status).toBe(400);
    expect((await quote(999_999)).body).toMatchObject({ code: 'order.not_found' });
  });

  it('of a model without a price per kilometre, or without readings, charges no distance', async () => {
    await shop.service.patch('/cars/1001', { pricePerKm: 0 });
    expect((await shop.service.get('/cars/1001')).body['pricePerKm']).toBeUndefined();
    const free = await book(0, 2);
    await publish(handedOver(free, Date.now(), { odometer: 0 }), returned(free, at(2), { odometer: 900 }));
    await becomes(free, 'Completed');
    await shop.service.patch('/cars/1001', { pricePerKm: 0.25 });
    const unread = await book(20, 22);
    await publish(handedOver(unread), returned(unread, at(22), { odometer: 900 }));
    await becomes(unread, 'Completed');
    expect([charges(free), charges(unread)]).toEqual([[], []]);
  });

  it('that is declined leaves an owed amount, which a retry under the next number pays', async () => {
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? { status: 402, body: {} } : willing(call)));
    const id = await returnLate();
    await becomes(id, 'Completed');
    expect((await view(id))['settlement']).toEqual({ ...late, owed: 16, status: 'Owed' });
    const row = { orderId: id, customerId: 'guest', amount: 16, currency: 'EUR', reason: 'settlement', status: 'Open' };
    expect(await owed()).toEqual([expect.objectContaining(row)]);
    expect(await act(id, 'retry')).toMatchObject({ status: 200, body: row });
    expect(charges(id)).toMatchObject([{ body: { number: 1 } }, { body: { number: 2 } }]);
    shop.payment.become(willing);
    expect(await act(id, 'retry')).toMatchObject({ status: 200, body: { status: 'Paid' } });
    expect(charges(id)).toMatchObject([{ key: `adjust-${id}-3` }]);
    expect((await view(id))['settlement']).toEqual({ ...late, owed: 0, status: 'Settled' });
    await eventually(async () =>
      expect(await completed(id)).toMatchObject([
        { amount: 32, owed: 16 },
        { amount: 32, owed: 0 },
      ]),
    );
    expect(await act(id, 'retry')).toMatchObject({ status: 409, body: { code: 'owed.settled', owedStatus: 'Paid' } });
    expect(await act(999_999, 'retry')).toMatchObject({ status: 404 });
    const actions = await shop.service.rows(
      `SELECT action, reason FROM operator_actions WHERE subject = 'owed amount of order ${id}' ORDER BY id`,
    );
    expect(actions).toEqual([
      { action: 'retry', reason: '' },
      { action: 'retry', reason: '' },
    ]);
  });

  it('that is waived with a reason is owed no more, and the rental cost that much less', async () => {
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? { status: 402, body: {} } : willing(call)));
    const id = await returnLate();
    await becomes(id, 'Completed');
    expect(await act(id, 'waive', {})).toMatchObject({ status: 400 });
    expect(await act(id, 'waive', { reason: 'the road was closed' })).toMatchObject({
      status: 200,
      body: { status: 'Waived', amount: 16 },
    });
    expect(await act(id, 'waive', { reason: 'again' })).toMatchObject({ status: 409 });
    expect([await owed(), (await view(id))['settlement']]).toEqual([[], { ...late, owed: 0, status: 'Waived' }]);
    await eventually(async () =>
      expect(await completed(id)).toMatchObject([
        { amount: 32, owed: 16 },
        { amount: 16, owed: 0 },
      ]),
    );
    const [action] = await shop.service.rows(
      `SELECT operator, reason FROM operator_actions WHERE action = 'waive' AND subject = 'owed amount of order ${id}'`,
    );
    expect(action).toMatchObject({ reason: 'the road was closed' });
  });

  it('that payment does not answer waits as Returned, is owed after too long, and is paid when payment is back', async () => {
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? { status: 500 } : willing(call)));
    const id = await returnLate();
    await eventually(() => expect(charges(id)).not.toEqual([]));
    expect(await view(id)).toMatchObject({ status: 'Returned', settlement: { ...late, owed: 0, status: 'Pending' } });
    await shop.makeAdjustmentsDue(id, 601_000);
    await becomes(id, 'Completed');
    expect((await view(id))['settlement']).toMatchObject({ owed: 16, status: 'Owed' });
    // The charge has no outcome: under another number it could be made twice.
    expect(await act(id, 'retry')).toMatchObject({ status: 200, body: { status: 'Open' } });
    for (const charge of charges(id)) expect(charge).toMatchObject({ key: `adjust-${id}-1` });
    shop.payment.become(willing);
    await shop.makeAdjustmentsDue(id);
    await eventually(async () => expect((await view(id))['settlement']).toMatchObject({ status: 'Settled' }));
    for (const charge of charges(id)) expect(charge).toMatchObject({ key: `adjust-${id}-1` });
    await eventually(async () => expect(await completed(id)).toMatchObject([{ owed: 16 }, { amount: 32, owed: 0 }]));
  });

  it('is charged by one of several sweeps that find it due at the same time', async () => {
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? { status: 500 } : willing(call)));
    const id = await returnLate();
    await eventually(() => expect(charges(id)).not.toEqual([]));
    shop.payment.become(willing);
    await shop.makeAdjustmentsDue(id);
    const sweeper = shop.service.app.get(SettlementSweeper);
    await Promise.all(Array.from({ length: 4 }, () => sweeper.sweep()));
    await becomes(id, 'Completed');
    expect(charges(id)).toHaveLength(1);
  });

  it('without an outcome that is waived has its charge voided', async () => {
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? { status: 500 } : willing(call)));
    const id = await returnLate();
    await eventually(() => expect(charges(id)).not.toEqual([]));
    await shop.makeAdjustmentsDue(id, 601_000);
    await becomes(id, 'Completed');
    expect((await act(id, 'waive', { reason: 'goodwill' })).status).toBe(200);
    // The charge arrives late and pays nothing.
    await publish(adjusted(id, 1, 'Succeeded', { reason: 'settlement' }));
    await eventually(() =>
      expect(shop.payment.asked('POST', '/paymentAdjustmentCancellations')).toMatchObject([{ body: { number: 1 } }]),
    );
    await eventually(async () =>
      expect(await shop.service.rows(`SELECT status, due_at FROM adjustments WHERE order_id = ${id}`)).toEqual([
        { status: 'Voided', due_at: null },
      ]),
    );
    expect((await view(id))['settlement']).toMatchObject({ status: 'Waived' });
  });

  it.each([
    ['Succeeded', 0, 'Settled'],
    ['Declined', 16, 'Owed'],
    ['Voided', 16, 'Owed'],
  ])('follows the event of payment that it is %s, once', async (status, open, shown) => {
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? { status: 500 } : willing(call)));
    const id = await returnLate();
    await becomes(id, 'Returned');
    const event = adjusted(id, 1, status, { reason: 'settlement' });
    await publish(event, event);
    await becomes(id, 'Completed');
    expect((await view(id))['settlement']).toMatchObject({ owed: open, status: shown });
    await eventually(async () => expect(await completed(id)).toMatchObject([{ amount: 32, owed: open }]));
  });

  it('follows the terms that held when the booking was made', async () => {
    const id = await book(0, 2);
    await shop.service.patch('/cars/1001', { pricePerKm: 5, pricePerHour: 9, pricePerDay: 90 });
    await publish(handedOver(id, Date.now(), { odometer: 0 }), returned(id, at(2), { odometer: 204 }));
    await becomes(id, 'Completed');
    expect((await view(id))['settlement']).toMatchObject({ distance: 1 });
    await shop.service.patch('/cars/1001', { pricePerHour: 8, pricePerDay: 49 });
  });

  it('is not made of a booking of an earlier version', async () => {
    const id = await book(0, 2);
    await shop.service.execute('UPDATE bookings SET grace_minutes = NULL WHERE order_id = ?', [id]);
    await publish(handedOver(id), returned(id, at(2) + 9 * HOUR_MS));
    await becomes(id, 'Completed');
    expect(charges(id)).toEqual([]);
  });
});
