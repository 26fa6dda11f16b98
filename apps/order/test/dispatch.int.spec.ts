import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually, type Answer, type TestDatabase } from '@carshare/testing';
import { Dispatch } from './dispatch.js';
import { addVehicles, booking, hours } from './fleet.js';
import { OrderService, willing } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

const times = <T>(n: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, index) => work(index)));
const iso = (after: number): string => new Date(hours(after)).toISOString();

describe.each(engines('mysql'))('On $name, an operator', (engine) => {
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

  it('blocks a vehicle: it cannot be booked in that time, until the block is removed', async () => {
    const [id = 0] = await addVehicles(shop, 1);
    const { status, body } = await desk.block(id, 10, 20);
    expect([status, body]).toEqual([
      201,
      { id: expect.any(Number), vehicleId: id, from: iso(10), to: iso(20), reason: 'brakes', displaced: [] },
    ]);
    const { displaced: _, ...view } = body;
    expect((await shop.service.get(`/vehicles/${id}/blocks`)).body).toEqual({ blocks: [view] });
    expect(await desk.isFree(id, 5, 9)).toBe(true);
    for (const [from, to] of [
      [5, 10],
      [12, 14],
      [20, 25],
    ] as const) {
      expect([from, await desk.isFree(id, from, to)]).toEqual([from, false]);
    }
    expect(await desk.isFree(id, 21, 25)).toBe(true);
    expect((await shop.service.patch(`/vehicles/${id}`, { state: 'Retired' })).body).toMatchObject({
      code: 'vehicle.booked',
      detail: expect.stringContaining('is blocked until'),
      orders: [],
    });
    expect((await shop.service.delete(`/blocks/${String(body['id'])}`)).status).toBe(204);
    expect(await desk.isFree(id, 12, 14)).toBe(true);
    expect((await shop.service.delete(`/blocks/${String(body['id'])}`)).body).toMatchObject({
      code: 'block.not_found',
    });
  });

  it('blocks a time twice: what one block leaves belongs to the other', async () => {
    const [id = 0] = await addVehicles(shop, 1);
    const first = (await desk.block(id, 10, 20)).body['id'];
    await desk.block(id, 15, 30);
    expect(await desk.calendar(id)).toEqual(['block: 10-20', 'block: 20-30']);
    await shop.service.delete(`/blocks/${String(first)}`);
    expect(await desk.calendar(id)).toEqual(['block: 15-20', 'block: 20-30']);
  });

  it('sees the bookings in the time of a block, and then moves one and cancels one free of charge', async () => {
    const [id = 0, other = 0] = await addVehicles(shop, 2);
    const [moved, cancelled] = [await desk.book(2, 9, id), await desk.book(14, 20, id)];
    await desk.book(14, 20, other);
    const refused = await desk.block(id, 5, 30);
    expect([refused.status, refused.body['code'], refused.body['bookings']]).toEqual([
      409,
      'vehicle.booked',
      [
        { orderId: moved, from: iso(2), to: iso(9), customerId: 'guest', status: 'Placed' },
        { orderId: cancelled, from: iso(14), to: iso(20), customerId: 'guest', status: 'Placed' },
      ],
    ]);
    expect(await desk.calendar(id)).toHaveLength(2);
    const { status, body } = await desk.block(id, 5, 30, { displace: true });
    expect([status, body['displaced']]).toEqual([
      201,
      [
        { orderId: moved, outcome: 'moved', vehicleId: other },
        { orderId: cancelled, outcome: 'cancelled' },
      ],
    ]);
    expect(await desk.order(moved)).toMatchObject({ vehicleId: other, status: 'Placed' });
    await eventually(async () =>
      expect(await desk.published(moved, 'OrderReassigned')).toMatchObject([{ vehicleId: other, customerId: 'guest' }]),
    );
    expect(await desk.calendar(id)).toEqual(['block: 5-13', `order ${cancelled}: 13-21`, 'block: 21-30']);
    // It costs nothing although it begins in a day.
    const asked = (): object[] => shop.payment.calls.filter(({ path }) => path === '/paymentCancellations');
    await eventually(() => expect(asked().at(-1)).toMatchObject({ body: { orderId: cancelled } }));
    expect(asked().at(-1)).not.toHaveProperty('body.fee');
    await desk.publish(eventsOf(cancelled)['payCancelled']!);
    await desk.becomes(cancelled, 'Cancelled');
    expect(await desk.calendar(id)).toEqual(['block: 5-13', 'block: 13-21', 'block: 21-30']);
    await eventually(async () =>
      expect(await desk.published(cancelled, 'OrderCancelled')).toMatchObject([{ by: 'operator', fee: 0 }]),
    );
    const calendar = await shop.service.get(`/operator/order/calendar?from=${hours(0)}&to=${hours(40)}`);
    expect((calendar.body['vehicles'] as object[])[0]).toMatchObject({
      id,
      occupations: [{ kind: 'block', blockId: body['id'], reason: 'brakes', startsAt: iso(5), endsAt: iso(30) }],
    });
  });

  it('moves two bookings in the time of a block to one vehicle', async () => {
    const [id = 0, other = 0] = await addVehicles(shop, 2);
    const orders = [await desk.book(2, 9, id), await desk.book(14, 20, id)];
    const { body } = await desk.block(id, 0, 30, { displace: true });
    expect(body['displaced']).toEqual(orders.map((orderId) => ({ orderId, outcome: 'moved', vehicleId: other })));
    expect(await desk.calendar(other)).toEqual([`order ${orders[0]}: 1-10`, `order ${orders[1]}: 13-21`]);
    expect(await desk.calendar(id)).toEqual(['block: 0-30']);
  });

  it('does not block the time of a customer who has the car, or has not paid yet', async () => {
    const [id = 0] = await addVehicles(shop, 1);
    const order = await desk.book(2, 9, id);
    await desk.publish(handedOver(order));
    await desk.becomes(order, 'InUse');
    const refused = await desk.block(id, 5, 30, { displace: true });
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.objectContaining({ code: 'vehicle.booked', bookings: [expect.objectContaining({ status: 'InUse' })] }),
    ]);
    expect(await desk.move(order, id)).toMatchObject({ status: 409, body: { code: 'order.not_movable' } });
    await desk.publish(returned(order));
    await desk.becomes(order, 'Completed');
    // The return gives the rest of the time to the block.
    expect((await desk.block(id, 5, 30)).status).toBe(201);
    expect(await desk.calendar(id)).toContain('block: 5-30');
  });

  it.each<[string, object, number, string]>([
    ['the past', { from: '2020-12-01T09:00:00Z', to: '2020-12-02T09:00:00Z' }, 422, 'booking.in_past'],
    ['no time', { from: 'tomorrow' }, 422, 'booking.time_invalid'],
    ['two years', { to: '2199-12-01T09:00:00Z' }, 422, 'booking.out_of_bounds'],
    ['no reason', { reason: '' }, 400, 'request.invalid'],
  ])('does not block a vehicle for %s', async (_title, more, status, code) => {
    const [id = 0] = await addVehicles(shop, 1);
    const answer = await desk.block(id, 1, 9, more);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(await desk.block(999_999, 1, 9)).toMatchObject({ status: 404, body: { code: 'vehicle.not_found' } });
  });

  it('moves a booking to a free vehicle of its model, and frees the first one', async () => {
    const [from = 0, to = 0, busy = 0] = await addVehicles(shop, 3);
    const [other = 0] = await addVehicles(shop, 1, '1002');
    const order = await desk.book(2, 9, from);
    await desk.book(5, 9, busy);
    expect(await desk.move(order, to)).toMatchObject({ status: 200, body: { id: order, vehicleId: to } });
    expect(await desk.move(order, to)).toMatchObject({ status: 200, body: { vehicleId: to } });
    expect([await desk.calendar(from), await desk.calendar(to)]).toEqual([[], [`order ${order}: 1-10`]]);
    for (const vehicle of [busy, other, 999_999]) {
      expect(await desk.move(order, vehicle)).toMatchObject({ status: 409, body: { code: 'car.not_available' } });
    }
    await eventually(async () => expect(await desk.published(order, 'OrderReassigned')).toHaveLength(1));
    expect((await desk.move(999_999, to)).body).toMatchObject({ code: 'order.not_found' });
    expect((await desk.move(await shop.place(), to)).body).toMatchObject({ code: 'order.not_movable' });
  });

  it('has a damaged car out of service until it is repaired', async () => {
    const [id = 0] = await addVehicles(shop, 1);
    const order = await desk.book(2, 9, id);
    await desk.publish(handedOver(order), returned(order, Date.now(), { damaged: true }));
    await desk.becomes(order, 'Completed');
    expect(await desk.vehicle(id)).toMatchObject({ state: 'OutOfService', stateReason: 'damage', outOrderId: null });
    expect(await desk.isFree(id, 20, 22)).toBe(false);
    expect(
      (await shop.service.patch(`/vehicles/${id}`, { state: 'InService', reason: 'dent mended' })).body,
    ).toMatchObject({
      state: 'InService',
      stateReason: null,
    });
    expect(await desk.isFree(id, 20, 22)).toBe(true);
    expect(await desk.actions(`vehicle ${id}`)).toEqual([
      { operator: 'guest', action: 'clear-damage', reason: 'dent mended', outcome: 'OutOfService to InService' },
    ]);
  });

  it('leaves a record of each block, move, cancellation and change of state: who, why and with which outcome', async () => {
    const [id = 0, other = 0] = await addVehicles(shop, 2);
    const [moved, cancelled] = [await desk.book(2, 9, id), await desk.book(14, 20, id)];
    await desk.book(14, 20, other);
    const { body } = await desk.block(id, 5, 30, { displace: true });
    const block = `block ${String(body['id'])} from ${iso(5)} to ${iso(30)}: brakes`;
    await shop.service.delete(`/blocks/${String(body['id'])}`);
    expect(await desk.move(moved, id, { reason: 'nearer' })).toMatchObject({ status: 200 });
    // Repeated, it changes nothing and leaves no second record.
    await desk.move(moved, id, { reason: 'nearer' });
    await shop.service.patch(`/vehicles/${other}`, { state: 'OutOfService', reason: 'tyres' });
    await shop.service.patch(`/vehicles/${other}`, { state: 'OutOfService', plate: `B-CS ${moved}` });
    const guest = (action: string, reason: string, outcome: string): object => ({
      operator: 'guest',
      action,
      reason,
      outcome,
    });
    expect(await desk.actions(`vehicle ${id}`)).toEqual([
      guest('block', 'brakes', block),
      guest('unblock', '', `${block} removed`),
    ]);
    expect(await desk.actions(`order ${moved}`)).toEqual([
      guest('move', 'brakes', `moved to vehicle ${other}`),
      guest('move', 'nearer', `moved from vehicle ${other} to vehicle ${id}`),
    ]);
    expect(await desk.actions(`order ${cancelled}`)).toEqual([guest('cancel', 'brakes', 'cancelled free of charge')]);
    expect(await desk.actions(`vehicle ${other}`)).toEqual([guest('set-state', 'tyres', 'InService to OutOfService')]);
    const lines = { reason: 'two\nlines' };
    expect((await desk.move(moved, other, lines)).status).toBe(400);
    expect((await shop.service.patch(`/vehicles/${id}`, { state: 'Retired', ...lines })).status).toBe(400);
  });

  it('retires no vehicle in its turnaround, and sees why', async () => {
    const [id = 0] = await addVehicles(shop, 1);
    const order = await desk.book(2, 9, id);
    await desk.publish(handedOver(order), returned(order));
    await desk.becomes(order, 'Completed');
    const { body } = await shop.service.patch(`/vehicles/${id}`, { state: 'Retired' });
    expect(body).toMatchObject({
      code: 'vehicle.booked',
      orders: [],
      detail: expect.stringContaining(`is in the turnaround after order ${order}. Try again after 20`),
    });
  });

  it.each<[string, (index: number, vehicles: number[], orders: number[]) => Promise<Answer>]>([
    ['bookings', (index, [vehicleId]) => shop.service.post('/orders', booking(index % 8, 9, { vehicleId }))],
    ['blocks', (index, [id = 0]) => (index % 2 === 0 ? desk.block(id, index % 8, 9) : desk.block(id, 0, 10))],
    ['moves', (index, [id = 0], orders) => desk.move(orders[index % orders.length] ?? 0, id)],
  ])('sends 64 of %s and others for one vehicle at the same moment: they never overlap', async (kind, send) => {
    const [one = 0, ...others] = await addVehicles(shop, 5);
    const orders: number[] = [];
    for (const vehicle of others) orders.push(await desk.book(1, 9, vehicle));
    const mixed = [
      send,
      (index: number) => desk.block(one, index % 8, 9),
      (index: number) => shop.service.post('/orders', booking(index % 8, 9, { vehicleId: one })),
      (index: number) => desk.move(orders[index % orders.length] ?? 0, one),
    ];
    const answers = await times(64, (index) => (mixed[index % mixed.length] ?? send)(index, [one, ...others], orders));
    for (const { status, body } of answers) {
      expect([200, 201, 409, 503]).toContain(status);
      if (status === 409) expect(['car.not_available', 'vehicle.booked']).toContain(body['code']);
    }
    expect(await desk.overlaps()).toEqual([]);
    const calendar = await desk.calendar(one);
    const winners = new Set(calendar.map((taken) => taken.split(':')[0]));
    expect([kind, winners.size, calendar.length >= 1]).toEqual([kind, 1, true]);
  });
});
