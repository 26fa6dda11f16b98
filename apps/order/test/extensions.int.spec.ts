import { describe, expect, it } from '@jest/globals';
import { allEngines, eventually } from '@carshare/testing';
import { extensionsOn, iso } from './extension-shop.js';
import { booking, HOUR_MS, hours } from './fleet.js';
import { willing } from './order-service.js';
import { handedOver } from './rental-events.js';

describe.each(allEngines())('On $name, an extension', (engine) => {
  const { on, publish, book, extend, quote, view, takenUntil, published, becomes, startIn, shift } =
    extensionsOn(engine);

  it('is quoted, charged under its own number, and makes the booking longer and dearer', async () => {
    const id = await book(0, 2, { place: 'Platz 1' });
    const quoted = { to: iso(4), amount: 16, total: 32, currency: 'EUR', latestTo: expect.anything(), available: true };
    expect(await quote(id, 4)).toEqual(quoted);
    const { status, body } = await extend(id, 4, { expectedAmount: 16, paymentMethod: 'pm_1' });
    const placed = { orderId: id, number: 1, from: iso(2), to: iso(4), amount: 16, total: 32, currency: 'EUR' };
    expect([status, body]).toEqual([201, { ...placed, status: 'Placed' }]);
    expect(on.shop.payment.asked('POST', '/paymentAdjustments')).toMatchObject([
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
    const { body: timeline } = await on.shop.service.get(`/operator/order/timeline/${id}`);
    expect(JSON.stringify(timeline)).toContain('"what":"extension"');
    await startIn(id, 12 * HOUR_MS);
    // Half of the new total, by the original start.
    expect((await on.shop.service.get(`/orders/${id}/cancellation`)).body).toMatchObject({ fee: 20, refund: 20 });
  });

  it('within an hour or a day that is paid already costs nothing and asks nobody', async () => {
    const id = await book(0, 7);
    expect((await extend(id, 20)).body).toMatchObject({ status: 'Placed', amount: 0, total: 49 });
    expect(on.shop.payment.asked('POST', '/paymentAdjustments')).toEqual([]);
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
    expect([await takenUntil(id), on.shop.payment.asked('POST', '/paymentAdjustments')]).toEqual([iso(2), []]);
    expect((await extend(id, 8)).status).toBe(201);
    expect((await extend(id, 9)).body).toMatchObject({ latestTo: null });
  });

  it('of a car that is out moves the time at which it has to be back, also when the customer is late', async () => {
    const id = await book(0, 2);
    await publish(handedOver(id));
    await becomes(id, 'InUse');
    await shift(id, 30 * HOUR_MS);
    await on.shop.service.execute('UPDATE bookings SET overdue_at = 1 WHERE order_id = ?', [id]);
    const past = await on.shop.service.post(`/orders/${id}/extensions`, { to: iso(-25.5) });
    expect(past).toMatchObject({ status: 422, body: { code: 'booking.out_of_bounds' } });
    expect((await extend(id, -20)).status).toBe(201);
    const [row] = await on.shop.service.rows<Record<string, unknown>>(
      `SELECT v.due_at, b.agenda_at, b.overdue_at FROM vehicles v JOIN bookings b ON b.order_id = v.out_order_id WHERE v.id = ${on.vehicleId}`,
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
    expect([await takenUntil(id), on.shop.payment.asked('POST', '/paymentAdjustments')]).toEqual([iso(2), []]);
  });

  it('of an instant order, a cancelled one, or an unknown one is refused', async () => {
    const instant = await on.shop.place();
    expect((await extend(instant, 4)).body).toMatchObject({ code: 'order.not_extendable', orderStatus: 'Placed' });
    const id = await book(0, 2);
    await on.shop.service.delete(`/orders/${id}?expectedFee=8`);
    expect((await extend(id, 4)).body).toMatchObject({ code: 'order.not_extendable', orderStatus: 'Cancelling' });
    expect((await on.shop.service.get(`/orders/${id}/extension`)).status).toBe(409);
    expect((await extend(999_999, 4)).status).toBe(404);
  });

  it('that is declined gives the time back, and the same key gets the same answer', async () => {
    const id = await book(0, 2);
    on.shop.payment.become(() => ({ status: 402, body: { detail: 'Too little money.' } }));
    const [first, second] = [await extend(id, 4, {}, 'declined'), await extend(id, 4, {}, 'declined')];
    for (const { status, body } of [first, second]) {
      expect([status, body['code'], body['detail']]).toEqual([402, 'payment.declined', 'Too little money.']);
    }
    expect(on.shop.payment.asked('POST', '/paymentAdjustments')).toHaveLength(1);
    expect([await takenUntil(id), (await view(id))['extensions']]).toEqual([iso(2), undefined]);
    on.shop.payment.become(willing);
    expect((await extend(id, 4, {}, 'another')).body).toMatchObject({ status: 'Placed', number: 2 });
  });

  it('repeated with its key is one extension with one answer; another end is another request', async () => {
    const id = await book(0, 2);
    const answers = await Promise.all([1, 2, 3].map(() => extend(id, 4, {}, 'once')));
    for (const { status, body } of answers) expect([status, body]).toEqual([201, answers[0]?.body]);
    expect((await extend(id, 4, {}, 'once')).body).toEqual(answers[0]?.body);
    expect(on.shop.payment.asked('POST', '/paymentAdjustments')).toHaveLength(1);
    expect(await extend(id, 5, {}, 'once')).toMatchObject({ status: 422, body: { code: 'idempotency.reused' } });
  });

  it('is not part of the answer to a repeated request for the order', async () => {
    const request = booking(0, 2);
    const key = { 'idempotency-key': `order-${engine.name}` };
    const first = await on.shop.service.post('/orders', request, key);
    const id = Number(first.body['id']);
    for (const to of [4, 6]) expect((await extend(id, to)).status).toBe(201);
    expect((await on.shop.service.post('/orders', request, key)).body).toEqual(first.body);
  });
});
