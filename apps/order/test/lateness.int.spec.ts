import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type TestDatabase } from '@carshare/testing';
import { LatenessSweeper } from '../src/dispatch/lateness.sweeper.js';
import { Dispatch } from './dispatch.js';
import { addVehicles, hours, HOUR_MS } from './fleet.js';
import { OrderService, willing } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

type Entry = Record<string, unknown>;
const MINUTE_MS = 60_000;

describe.each(engines('mysql'))('On $name, when plans and cars differ', (engine) => {
  let database: TestDatabase;
  let shop: OrderService;
  let desk: Dispatch;

  beforeAll(async () => {
    database = await engine.create();
    shop = await OrderService.start({ DATABASE_URL: database.url });
    desk = new Dispatch(shop);
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    await desk.clear();
  });
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  const handOver = async (order: number, vehicleId?: number): Promise<void> => {
    await desk.publish(handedOver(order, Date.now(), vehicleId === undefined ? {} : { vehicleId }));
    await desk.becomes(order, 'InUse');
  };
  /** Lets the customer have had to bring the car back so many minutes ago. */
  const letEnd = async (order: number, minutesAgo: number): Promise<Date> => {
    const to = Math.floor(Date.now() / MINUTE_MS - minutesAgo) * MINUTE_MS;
    await shop.service.execute('UPDATE bookings SET ends_at = ?, agenda_at = ?, overdue_at = NULL WHERE order_id = ?', [
      to,
      to,
      order,
    ]);
    await shop.service.execute('UPDATE vehicles SET due_at = ? WHERE out_order_id = ?', [to, order]);
    const taken = 'UPDATE occupations SET starts_at = ?, ends_at = ? WHERE order_id = ?';
    await shop.service.execute(taken, [to - 9 * HOUR_MS, to + HOUR_MS, order]);
    return new Date(to);
  };
  /** The orders at risk in the agenda; the calendar has the same ones. */
  const atRisk = async (): Promise<unknown[]> => {
    const range = `from=${hours(-30)}&to=${hours(100)}`;
    const { body } = await shop.service.get(`/operator/order/agenda?${range}`);
    const agenda = (body['bring'] as Entry[]).filter(({ isAtRisk }) => isAtRisk).map(({ orderId }) => orderId);
    const calendar = (await shop.service.get(`/operator/order/calendar?${range}`)).body['vehicles'] as {
      occupations: Entry[];
    }[];
    const taken = calendar.flatMap(({ occupations }) => occupations).filter((one) => one['isAtRisk']);
    expect(new Set(taken.map((one) => one['orderId']))).toEqual(new Set(agenda));
    return agenda;
  };

  describe('a car that leaves is another one than planned', () => {
    it('before delivery has handled the move: the order has the car that left, and the planned one is free', async () => {
      const [left = 0, planned = 0] = await addVehicles(shop, 2);
      const order = await desk.book(2, 9, left);
      expect((await desk.move(order, planned)).status).toBe(200);
      await handOver(order, left);
      expect(await desk.order(order)).toMatchObject({ status: 'InUse', vehicleId: left });
      expect([await desk.calendar(left), await desk.calendar(planned)]).toEqual([[`order ${order}: 1-10`], []]);
      expect(await desk.vehicle(left)).toMatchObject({ outOrderId: order });
      expect(await desk.vehicle(planned)).toMatchObject({ outOrderId: null });
      await eventually(async () =>
        expect(await desk.published(order, 'OrderReassigned')).toMatchObject([
          { vehicleId: planned },
          { vehicleId: left },
        ]),
      );
      await desk.publish(returned(order, Date.now(), { vehicleId: left }));
      await desk.becomes(order, 'Completed');
      expect(await desk.vehicle(left)).toMatchObject({ outOrderId: null });
    });

    it('after delivery has handled the move: the order keeps the vehicle that it was moved to', async () => {
      const [first = 0, planned = 0] = await addVehicles(shop, 2);
      const order = await desk.book(2, 9, first);
      await desk.move(order, planned);
      await handOver(order, planned);
      expect([await desk.calendar(first), await desk.calendar(planned)]).toEqual([[], [`order ${order}: 1-10`]]);
      expect(await desk.move(order, first)).toMatchObject({ status: 409, body: { code: 'order.not_movable' } });
      await eventually(async () => expect(await desk.published(order, 'OrderReassigned')).toHaveLength(1));
    });

    it('is booked by another customer meanwhile: that booking gets the planned vehicle', async () => {
      const [left = 0, planned = 0] = await addVehicles(shop, 2);
      const order = await desk.book(2, 9, left);
      await desk.move(order, planned);
      const other = await desk.book(4, 8, left);
      await handOver(order, left);
      expect([await desk.calendar(left), await desk.calendar(planned)]).toEqual([
        [`order ${order}: 1-10`],
        [`order ${other}: 3-9`],
      ]);
      expect(await desk.order(other)).toMatchObject({ vehicleId: planned, status: 'Placed' });
      await eventually(async () =>
        expect(await desk.published(other, 'OrderReassigned')).toMatchObject([{ vehicleId: planned }]),
      );
      expect(await atRisk()).toEqual([]);
    });

    it('is booked by another customer who cannot get the planned one: their booking is at risk, and nothing overlaps', async () => {
      const [left = 0, planned = 0] = await addVehicles(shop, 2);
      const order = await desk.book(2, 9, left);
      await desk.move(order, planned);
      const other = await desk.book(4, 14, left);
      const third = await desk.book(12, 14, planned);
      await handOver(order, left);
      expect([await desk.calendar(left), await desk.calendar(planned)]).toEqual([
        [`order ${order}: 1-3`, `order ${other}: 3-15`],
        [`order ${third}: 11-15`],
      ]);
      expect([await desk.overlaps(), await atRisk()]).toEqual([[], [other]]);
      expect(await desk.isFree(planned, 2, 9)).toBe(true);
    });

    it('is blocked: the block gives way, and the planned vehicle keeps its own', async () => {
      const [left = 0, planned = 0] = await addVehicles(shop, 2);
      const order = await desk.book(2, 9, left);
      await desk.move(order, planned);
      await desk.block(left, 0, 20);
      await handOver(order, left);
      expect(await desk.calendar(left)).toEqual(['block: 0-1', `order ${order}: 1-10`, 'block: 10-20']);
      await desk.publish(returned(order));
      await desk.becomes(order, 'Completed');
      expect((await desk.calendar(left)).filter((taken) => taken.startsWith('block'))).toEqual([
        'block: 0-1',
        'block: 1-10',
        'block: 10-20',
      ]);
    });

    it('comes back without a recorded hand-over: the vehicle that came back has the turnaround', async () => {
      const [left = 0, planned = 0] = await addVehicles(shop, 2);
      const order = await desk.book(2, 9, planned);
      await desk.publish(returned(order, Date.now(), { vehicleId: left, damaged: true }));
      await desk.becomes(order, 'Completed');
      expect([await desk.calendar(planned), (await desk.calendar(left)).length]).toEqual([[], 1]);
      expect(await desk.vehicle(left)).toMatchObject({ state: 'OutOfService', stateReason: 'damage' });
      expect(await desk.vehicle(planned)).toMatchObject({ state: 'InService' });
    });

    it('is of another fleet: the plan stays', async () => {
      const [planned = 0] = await addVehicles(shop, 1);
      const order = await desk.book(2, 9, planned);
      await handOver(order, 999_999);
      expect(await desk.vehicle(planned)).toMatchObject({ outOrderId: order });
    });
  });

  it('a customer is overdue once for each end, after the grace', async () => {
    const [id = 0] = await addVehicles(shop, 1);
    const order = await desk.book(2, 9, id);
    const next = await desk.book(20, 30, id);
    await handOver(order);
    await letEnd(order, 10);
    expect(await atRisk()).toEqual([]);
    const to = await letEnd(order, 16);
    const since = new Date(to.getTime() + 15 * MINUTE_MS);
    const facts = { to: to.toISOString(), since: since.toISOString(), customerId: 'guest' };
    await eventually(async () => expect(await desk.published(order, 'OrderOverdue')).toMatchObject([facts]));
    expect(await atRisk()).toEqual([next]);
    expect(await desk.isFree(id, 40, 42)).toBe(false);
    const { body } = await shop.service.get('/operator/order/calendar');
    expect((body['vehicles'] as Entry[])[0]).toMatchObject({
      out: { orderId: order, dueAt: to.toISOString(), isLate: true },
    });
    // Another end: overdue again, once although several sweeps find it.
    await letEnd(order, 20);
    const sweeper = shop.service.app.get(LatenessSweeper);
    await Promise.all(Array.from({ length: 4 }, () => sweeper.sweep()));
    await eventually(async () => expect(await desk.published(order, 'OrderOverdue')).toHaveLength(2));
    await desk.publish(returned(order));
    await desk.becomes(order, 'Completed');
    expect(await atRisk()).toEqual([]);
    expect(await desk.isFree(id, 40, 42)).toBe(true);
    expect(await shop.service.rows('SELECT order_id FROM bookings WHERE overdue_at IS NOT NULL')).toEqual([]);
    expect(await desk.published(order, 'OrderOverdue')).toHaveLength(2);
  });

  it('the calendar contains a car that is late, although it was to be back before the range', async () => {
    const [id = 0] = await addVehicles(shop, 1);
    const order = await desk.book(2, 9, id);
    const next = await desk.book(20, 30, id);
    await handOver(order);
    const to = await letEnd(order, 100);
    const ordersFrom = async (hour: number): Promise<unknown[]> => {
      const from = new Date(to.getTime() + hour * HOUR_MS).toISOString();
      const { body } = await shop.service.get(`/operator/order/calendar?from=${from}`);
      const [vehicle] = body['vehicles'] as { occupations: Entry[] }[];
      return (vehicle?.occupations ?? []).map(({ orderId, isLate }) => [orderId, isLate]);
    };
    const both = [
      [order, true],
      [next, false],
    ];
    expect([await ordersFrom(0), await ordersFrom(1.5), await ordersFrom(2)]).toEqual([both, both, [[next, false]]]);
    await desk.publish(returned(order));
    await desk.becomes(order, 'Completed');
    expect(await ordersFrom(1.5)).toEqual([[next, false]]);
  });

  it('the next booking of a vehicle is at risk while it is out of service or blocked', async () => {
    const [id = 0] = await addVehicles(shop, 1);
    const [next, later] = [await desk.book(20, 30, id), await desk.book(40, 50, id)];
    expect(await atRisk()).toEqual([]);
    await shop.service.patch(`/vehicles/${id}`, { state: 'OutOfService' });
    expect(await atRisk()).toEqual([next]);
    await shop.service.patch(`/vehicles/${id}`, { state: 'InService' });
    const block = await desk.block(id, -30, 10);
    expect([block.status, await atRisk()]).toEqual([201, [next]]);
    await shop.service.delete(`/blocks/${String(block.body['id'])}`);
    await desk.block(id, 60, 70);
    expect(await atRisk()).toEqual([]);
    expect(later).toBeGreaterThan(next);
  });

  it('the calendar lists the vehicles by model and plate, with their bookings by start', async () => {
    const [b = 0] = await addVehicles(shop, 1, '1002');
    const [a = 0] = await addVehicles(shop, 1);
    const [second, first] = [await desk.book(20, 30, a), await desk.book(2, 9, a)];
    const { body } = await shop.service.get(`/operator/order/calendar?from=${hours(0)}&to=${hours(21)}`);
    const vehicles = body['vehicles'] as { id: number; occupations: Entry[] }[];
    expect(vehicles.map(({ id }) => id)).toEqual([a, b]);
    expect(vehicles[0]).toMatchObject({ model: 'City Electric', state: 'InService', stateReason: null, out: null });
    expect(vehicles[0]?.occupations.map(({ orderId }) => orderId)).toEqual([first, second]);
    expect(vehicles[0]?.occupations[0]).toEqual({
      kind: 'booking',
      orderId: first,
      status: 'Placed',
      customerId: 'guest',
      from: new Date(hours(2)).toISOString(),
      to: new Date(hours(9)).toISOString(),
      startsAt: new Date(hours(1)).toISOString(),
      endsAt: new Date(hours(10)).toISOString(),
      isLate: false,
      isAtRisk: false,
    });
    const beyond = await shop.service.get(`/operator/order/calendar?from=${hours(0)}&to=${hours(24 * 31 + 1)}`);
    expect(beyond).toMatchObject({ status: 422, body: { code: 'booking.out_of_bounds' } });
  });
});
