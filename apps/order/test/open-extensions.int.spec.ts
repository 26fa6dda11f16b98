import { describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually } from '@carshare/testing';
import { extensionsOn, iso } from './extension-shop.js';
import { HOUR_MS, hours } from './fleet.js';
import { foundAdjustments, willing } from './order-service.js';
import { adjusted, handedOver, returned } from './rental-events.js';

describe.each(engines('mysql'))('On $name, an extension that is not paid yet', (engine) => {
  const {
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
  } = extensionsOn(engine);

  it.each([
    ['turned away', { status: 429 }],
    ['voided at payment', { status: 409, body: { code: 'payment.voided' } }],
  ])('whose charge is %s gives the time back and frees its key', async (_title, reply) => {
    const id = await book(0, 2);
    on.shop.payment.become(() => reply);
    expect((await extend(id, 4, {}, 'free')).body).toMatchObject({ code: 'payment.unavailable' });
    expect([await takenUntil(id), voids(id)]).toEqual([iso(2), []]);
    on.shop.payment.become(willing);
    expect((await extend(id, 4, {}, 'free')).status).toBe(201);
  });

  const charges = (id: number): unknown[] =>
    on.shop.payment.asked('POST', '/paymentAdjustments').filter(({ body }) => body['orderId'] === id);

  it('that meets a broken pod of payment is paid by another one, under the same number', async () => {
    const id = await book(0, 2);
    let left = 2;
    on.shop.payment.become((call) => (call.method === 'POST' && left-- > 0 ? { status: 503 } : willing(call)));
    expect(await extend(id, 4)).toMatchObject({ status: 201, body: { number: 1, status: 'Placed' } });
    expect(charges(id)).toMatchObject([1, 2, 3].map(() => ({ key: `adjust-${id}-1` })));
  });

  it('is not given up for a rejection that follows a 503: the first request may have charged', async () => {
    const id = await book(0, 2);
    let isFirst = true;
    on.shop.payment.become(({ method }) => {
      if (method === 'GET') return 'break';
      const status = isFirst ? 503 : 429;
      isFirst = false;
      return { status };
    });
    expect(await extend(id, 4)).toMatchObject({ status: 503, body: { code: 'payment.unknown' } });
    expect([charges(id).length, await takenUntil(id)]).toEqual([2, iso(4)]);
  });

  it('resumes at once when its request is repeated with the key, and is charged under the same number', async () => {
    const id = await book(0, 2);
    on.shop.payment.become(() => 'break');
    expect(await extend(id, 4, {}, 'resumed')).toMatchObject({ status: 503, body: { code: 'payment.unknown' } });
    on.shop.payment.become(({ method }) => (method === 'GET' ? 'break' : { status: 429 }));
    expect(await extend(id, 4, {}, 'resumed')).toMatchObject({ status: 503, body: { code: 'payment.unknown' } });
    expect(await takenUntil(id)).toBe(iso(4));
    on.shop.payment.become((call) => (call.method === 'GET' ? 'break' : willing(call)));
    const began = Date.now();
    const answers = await Promise.all([1, 2].map(() => extend(id, 4, {}, 'resumed')));
    for (const answer of answers) expect(answer).toMatchObject({ status: 201, body: { number: 1, total: 32 } });
    expect(Date.now() - began).toBeLessThan(3_000);
    // Of the two repetitions one has asked payment.
    expect(charges(id)).toMatchObject([{ key: `adjust-${id}-1` }]);
    await eventually(async () => expect(await published(id, 'OrderExtended')).toHaveLength(1));
  });

  it('that is open is the only one, and payment that knows its charge settles it', async () => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    expect(await view(id)).toMatchObject({ to: iso(2), amount: 16, extensions: [{ status: 'Pending' }] });
    expect((await extend(id, 5)).body).toMatchObject({ code: 'extension.open' });
    expect(await quote(id, 5)).toMatchObject({ available: false });
    on.shop.payment.become(() => foundAdjustments({ number: 1, status: 'Succeeded' }));
    await on.shop.makeAdjustmentsDue(id);
    await eventually(async () => expect(await view(id)).toMatchObject({ to: iso(4), amount: 32 }));
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
    expect(await on.shop.service.rows('SELECT id FROM stuck_events')).toEqual([]);
  });

  it.each([
    ['does not know', () => foundAdjustments(), 0],
    ['does not answer for too long', () => 'break' as const, 61_000],
  ])('that payment %s is withdrawn first and voided until payment confirms', async (_title, answer, ageMs) => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    on.shop.payment.become((call) => (call.method === 'GET' ? answer() : { status: 503 }));
    await on.shop.makeAdjustmentsDue(id, ageMs);
    await eventually(() => expect(voids(id)).not.toEqual([]));
    expect(await extension(id)).toMatchObject({ status: 'Withdrawn', open_order_id: null });
    expect(await takenUntil(id)).toBe(iso(2));
    // The charge arrives late: it extends nothing, and is returned.
    await publish(adjusted(id, 1, 'Succeeded'));
    on.shop.payment.become(willing);
    await on.shop.makeAdjustmentsDue(id);
    await eventually(async () => expect(await extension(id)).toMatchObject({ status: 'Voided', due_at: null }));
    expect(voids(id)).toMatchObject([{ key: `void-adjust-${id}-1`, body: { orderId: id, number: 1 } }]);
    expect(await view(id)).toMatchObject({ to: iso(2), amount: 16 });
    expect((await view(id))['extensions']).toBeUndefined();
  });

  it('whose charge was refused and arrives all the same has its money returned', async () => {
    const id = await book(0, 2);
    on.shop.payment.become(() => ({ status: 429 }));
    await extend(id, 4);
    on.shop.payment.become(willing);
    await publish(adjusted(id, 1, 'Succeeded'));
    await eventually(() => expect(voids(id)).toHaveLength(1));
    await eventually(async () => expect(await extension(id)).toMatchObject({ status: 'Voided', due_at: null }));
    expect(await view(id)).toMatchObject({ to: iso(2), amount: 16 });
  });

  it('that is open when the order is cancelled is withdrawn, and the fee does not contain it', async () => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    on.shop.payment.become(willing);
    await startIn(id, 12 * HOUR_MS);
    expect((await on.shop.service.delete(`/orders/${id}?expectedFee=16`)).body).toMatchObject({
      cancellation: { fee: 8 },
    });
    expect((await on.shop.service.delete(`/orders/${id}?expectedFee=8`)).status).toBe(202);
    expect(await takenUntil(id)).toBe(iso(2));
    await publish(adjusted(id, 1, 'Succeeded'), eventsOf(id)['payCancelled']!);
    await becomes(id, 'Cancelled');
    await eventually(async () => expect(await extension(id)).toMatchObject({ status: 'Voided', due_at: null }));
    expect(await takenUntil(id)).toBeUndefined();
    expect(await published(id, 'OrderExtended')).toEqual([]);
  });

  it('that is open when the car is handed over goes on: the car has to be back at the old end until it is paid', async () => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    const dueAt = async (): Promise<string> => {
      const [row] = await on.shop.service.rows<{ due_at: unknown }>(
        `SELECT due_at FROM vehicles WHERE id = ${on.vehicleId}`,
      );
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
    await eventually(async () => expect(await published(id, 'OrderOverdue')).toMatchObject([{ to: iso(-28) }]));
    await publish(adjusted(id, 1, 'Succeeded'));
    await eventually(async () => expect(await view(id)).toMatchObject({ to: iso(-20), status: 'InUse' }));
    const [row] = await on.shop.service.rows(`SELECT overdue_at FROM bookings WHERE order_id = ${id}`);
    expect(row).toEqual({ overdue_at: null });
  });

  it('that is open when the car comes back is withdrawn: the rental ends with the old end and price', async () => {
    const id = await book(0, 2);
    await leaveOpen(id, 4);
    on.shop.payment.become(willing);
    const back = new Date(hours(1)).getTime();
    await publish(handedOver(id), returned(id, back));
    await becomes(id, 'Completed');
    expect(await extension(id)).toMatchObject({ open_order_id: null });
    await publish(adjusted(id, 1, 'Succeeded'));
    expect(await takenUntil(id)).toBe(iso(1));
    await eventually(async () => expect(await extension(id)).toMatchObject({ status: 'Voided', due_at: null }));
    expect(await published(id, 'OrderCompleted')).toMatchObject([{ amount: 16, owed: 0 }]);
  });
});
