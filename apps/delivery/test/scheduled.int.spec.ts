import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WireMessage } from '@carshare/events';
import { allEngines, eventsOf, eventually, RunningService, type Answer } from '@carshare/testing';
import { DeliveriesSweeper } from '../src/deliveries/deliveries.sweeper.js';
import { parts } from './parts.js';

const SECOND = 1_000;
const HOUR = 3_600_000;

describe.each(allEngines())('On $name, a delivery', (engine) => {
  let delivery: RunningService;
  let orderId = 0;

  beforeAll(async () => {
    delivery = await RunningService.on(engine, parts, { DELIVERY_LEAD_MINUTES: '120' });
  });
  beforeEach(() => {
    orderId += 1;
  });
  afterAll(() => delivery.stop());

  /** Paid for a booking that starts at the given time and takes 9 hours. */
  const paid = (startsAt: number, order = orderId): WireMessage => {
    const message = eventsOf(order)['paid']!;
    const [from, to] = [new Date(startsAt).toISOString(), new Date(startsAt + 9 * HOUR).toISOString()];
    const fields = JSON.parse(message.value) as Record<string, unknown>;
    return { ...message, value: JSON.stringify({ ...fields, from, to, vehicleId: 7 }) };
  };
  const ofOrder = async (order = orderId): Promise<Record<string, unknown> | undefined> =>
    (await delivery.list('/deliveries?size=200')).find((row) => row['orderId'] === order);
  const status = async (): Promise<unknown> => (await ofOrder())?.['status'];
  const idOf = async (): Promise<string> => String((await ofOrder())?.['id']);
  const ship = async (): Promise<Answer> => delivery.post(`/deliveries/${await idOf()}/ship`, {});
  const published = async (order = orderId): Promise<string[]> =>
    (await delivery.history())
      .filter((event) => event.orderId === order && event.eventType !== 'Paid')
      .map((event) => event.eventType);
  const due = async (): Promise<number> => {
    const [row] = await delivery.rows<{ due_at: unknown }>(`SELECT due_at FROM deliveries WHERE order_id = ${orderId}`);
    return Number(row?.due_at);
  };
  const sweep = (): Promise<number> => delivery.app.get(DeliveriesSweeper).sweep();
  const schedule = async (startsAt: number): Promise<void> => {
    await delivery.log.publish([paid(startsAt)]);
    await eventually(async () => expect(await ofOrder()).toBeDefined());
  };

  it('of an instant order is shipped immediately, and has no member of a booking', async () => {
    await delivery.log.publish([eventsOf(orderId)['paid']!]);
    await eventually(async () => expect(await published()).toEqual(['Shipped']));
    const found = await ofOrder();
    expect(found).toMatchObject({ orderId, paymentId: orderId + 100, status: 'Shipped' });
    expect(Object.keys(found ?? {}).sort()).toEqual(['_links', 'id', 'orderId', 'paymentId', 'status']);
  });

  it('of a booking waits until its time, whatever comes before', async () => {
    const startsAt = Math.ceil(Date.now() / HOUR) * HOUR + 3 * HOUR;
    await schedule(startsAt);
    await sweep();
    expect(await ofOrder()).toMatchObject({
      status: 'Scheduled',
      from: new Date(startsAt).toISOString(),
      to: new Date(startsAt + 9 * HOUR).toISOString(),
      vehicleId: 7,
      shipsAt: new Date(startsAt - 2 * HOUR).toISOString(),
    });
    expect(await published()).toEqual([]);
  });

  it('is shipped by the timer when its time comes, not before', async () => {
    const shipsAt = Date.now() + 2 * SECOND;
    await schedule(shipsAt + 2 * HOUR);
    expect([await status(), await due()]).toEqual(['Scheduled', shipsAt]);
    await eventually(async () => expect(await published()).toEqual(['Shipped']));
    const [row] = await delivery.rows<{ updated_at: unknown; due_at: unknown }>(
      `SELECT updated_at, due_at FROM deliveries WHERE order_id = ${orderId}`,
    );
    expect(Number(row?.updated_at)).toBeGreaterThanOrEqual(shipsAt);
    expect(row?.due_at).toBeNull();
    const [shipped] = (await delivery.history()).filter((event) => event.orderId === orderId && 'paymentId' in event);
    expect(shipped).toMatchObject({ eventType: 'Shipped', paymentId: orderId + 100, status: 'Shipped' });
  });

  it('of a booking that has begun already is shipped by the next round', async () => {
    await delivery.log.publish([paid(Date.now() - HOUR)]);
    await eventually(async () => expect(await published()).toEqual(['Shipped']));
  });

  it('is shipped by an operator before its time, once', async () => {
    await schedule(Date.now() + 24 * HOUR);
    const answers = [await ship(), await ship()];
    for (const { status, body } of answers) expect([status, body['status']]).toEqual([200, 'Shipped']);
    await Promise.all(Array.from({ length: 5 }, ship));
    await eventually(async () => expect(await published()).toEqual(['Shipped']));
    const actions = await delivery.rows(
      `SELECT action FROM operator_actions WHERE subject = 'delivery ${await idOf()} of order ${orderId}'`,
    );
    expect(actions).toEqual([{ action: 'ship' }]);
  });

  it('that is cancelled while scheduled is not shipped', async () => {
    await schedule(Date.now() + 24 * HOUR);
    expect((await delivery.post('/cancellations', { orderId })).status).toBe(201);
    expect(await ship()).toMatchObject({ status: 409, body: { code: 'delivery.canceled' } });
    expect(await delivery.rows(`SELECT due_at FROM deliveries WHERE order_id = ${orderId}`)).toEqual([
      { due_at: null },
    ]);
    await sweep();
    expect(await status()).toBe('DeliveryCanceled');
    await eventually(async () => expect(await published()).toEqual(['DeliveryCanceled']));
  });

  it('is shipped once by several sweepers', async () => {
    const orders = Array.from({ length: 15 }, (_, at) => 1_000 + at);
    const later = Date.now() + 24 * HOUR;
    await delivery.log.publish(orders.map((order) => paid(later, order)));
    await eventually(async () => expect(await ofOrder(orders.at(-1))).toMatchObject({ status: 'Scheduled' }));
    await delivery.execute('UPDATE deliveries SET due_at = ? WHERE order_id >= 1000 AND order_id < 2000', [1]);
    await Promise.all(Array.from({ length: 4 }, sweep));
    await eventually(async () => {
      for (const order of orders) expect(await published(order)).not.toEqual([]);
    });
    const shipped = (
      await delivery.rows<{ type: string; message_key: unknown }>(
        "SELECT message_key FROM outbox WHERE type = 'Shipped' AND message_key >= 1000 AND message_key < 2000",
      )
    ).map((row) => Number(row.message_key));
    expect(shipped.sort((a, b) => a - b)).toEqual(orders);
  });

  it('is scheduled once, however often Paid is repeated, also after it was shipped', async () => {
    const startsAt = Date.now() + 24 * HOUR;
    const message = paid(startsAt);
    await delivery.log.publish([message, message, paid(startsAt)]);
    await eventually(async () => expect(await status()).toBe('Scheduled'));
    await ship();
    await delivery.log.publish([message, paid(startsAt)]);
    const last = orderId + 5_000;
    await delivery.log.publish([paid(startsAt, last)]);
    await eventually(async () => expect(await ofOrder(last)).toBeDefined());
    expect(await delivery.rows(`SELECT status FROM deliveries WHERE order_id = ${orderId}`)).toEqual([
      { status: 'Shipped' },
    ]);
    await eventually(async () => expect(await published()).toEqual(['Shipped']));
    expect(await delivery.rows('SELECT reason FROM stuck_events')).toEqual([]);
  });
});
