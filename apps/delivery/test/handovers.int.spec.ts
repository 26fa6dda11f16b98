import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { allEngines, eventually } from '@carshare/testing';
import { HandoverShop } from './handover-shop.js';

const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();
const refused = (status: number, code: string): object => ({ status, body: { code } });

describe.each(allEngines())('On $name, the delivery of a booking', (engine) => {
  let shop: HandoverShop;
  let order = 0;
  let id: number;

  beforeAll(async () => {
    shop = await HandoverShop.on(engine);
  });
  beforeEach(async () => {
    order += 1;
    id = await shop.book(order, order);
  });
  afterAll(() => shop.delivery.stop());

  it('is shipped and handed over in one step, once', async () => {
    const at = ago(5);
    const record = { at, odometer: 12_840, level: 80, notes: 'left door scratched' };
    const taken = await shop.handOver(id, record);
    expect(taken).toMatchObject({ status: 200, body: { orderId: order, status: 'HandedOver', handover: record } });
    expect(taken.body).not.toHaveProperty('shipsAt');
    expect(taken.body).not.toHaveProperty('return');
    const again = await shop.handOver(id, { odometer: 1, notes: 'another' });
    expect([again.status, again.body]).toEqual([200, taken.body]);
    expect(await shop.committed(order)).toEqual(['Shipped', 'HandedOver']);
    expect(await shop.actions(id, order)).toEqual(['olga handover HandedOver']);
    await eventually(async () =>
      expect(await shop.events(order)).toMatchObject([
        { eventType: 'Shipped', status: 'Shipped' },
        {
          eventType: 'HandedOver',
          id,
          vehicleId: order,
          status: 'HandedOver',
          at,
          odometer: 12_840,
          customerId: 'ann',
        },
      ]),
    );
  });

  it('is handed over once by 20 requests', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.handOver(id)));
    for (const { status, body } of answers) expect([status, body]).toEqual([200, answers[0]?.body]);
    expect(await shop.committed(order)).toEqual(['Shipped', 'HandedOver']);
    expect(await shop.actions(id, order)).toHaveLength(1);
  });

  it('takes an operator, and their clock', async () => {
    for (const [headers, status, code] of [
      [{}, 401, 'identity.missing'],
      [shop.ann, 403, 'identity.forbidden'],
      [shop.service, 403, 'identity.forbidden'],
    ] as const) {
      expect(await shop.handOver(id, {}, headers)).toMatchObject(refused(status, code));
    }
    expect(await shop.handOver(id, { at: ago(-2) })).toMatchObject(refused(422, 'delivery.time_invalid'));
    expect(await shop.handOver(id, { at: '2026-01-01T10:00:00' })).toMatchObject(refused(422, 'delivery.time_invalid'));
    expect(await shop.handOver(id, { level: 101 })).toMatchObject(refused(400, 'request.invalid'));
    expect(await shop.ofOrder(order)).toMatchObject({ status: 'Scheduled' });
    expect(await shop.committed(order)).toEqual([]);
    const before = Date.now();
    const { handover } = (await shop.handOver(id)).body as { handover: { at: string } };
    expect(Date.parse(handover.at)).toBeGreaterThanOrEqual(before);
    expect(await shop.handOver(999_999)).toMatchObject(refused(404, 'delivery.not_found'));
  });

  it('is handed over without a body, whatever its type', async () => {
    const { status } = await fetch(`${shop.delivery.url}/deliveries/${id}/handover`, {
      method: 'POST',
      headers: { ...shop.operator, 'content-type': 'application/json' },
    });
    expect(status).toBe(200);
  });

  it('is returned by its customer, once', async () => {
    await shop.handOver(id, { at: ago(60), odometer: 12_840 });
    const at = ago(1);
    const record = { at, odometer: 13_020, level: 15, notes: 'parked at the station', damaged: true };
    const back = await shop.takeBack(id, record, shop.ann);
    expect(back).toMatchObject({ status: 200, body: { status: 'Returned', return: record } });
    expect(back.body['handover']).toMatchObject({ odometer: 12_840 });
    for (const again of [await shop.takeBack(id, {}, shop.ann), await shop.takeBack(id, { odometer: 1 })]) {
      expect([again.status, again.body]).toEqual([200, back.body]);
    }
    expect(await shop.committed(order)).toEqual(['Shipped', 'HandedOver', 'Returned']);
    expect(await shop.actions(id, order)).toEqual(['olga handover HandedOver']);
    await eventually(async () => {
      const { odometer, damaged } = record;
      const expected = { eventType: 'Returned', id, vehicleId: order, status: 'Returned', at, odometer, damaged };
      expect((await shop.events(order)).at(-1)).toMatchObject({ ...expected, customerId: 'ann' });
    });
    expect(await shop.handOver(id)).toMatchObject(refused(409, 'delivery.returned'));
  });

  it('is returned by an operator, and not by another customer or a service', async () => {
    await shop.handOver(id);
    for (const stranger of [shop.bob, shop.service]) {
      expect(await shop.takeBack(id, {}, stranger)).toMatchObject(refused(404, 'delivery.not_found'));
    }
    expect(await shop.takeBack(id, {}, {})).toMatchObject(refused(401, 'identity.missing'));
    expect(await shop.takeBack(999_999)).toMatchObject(refused(404, 'delivery.not_found'));
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.takeBack(id)));
    for (const { status, body } of answers) expect([status, body]).toEqual([200, answers[0]?.body]);
    expect(answers[0]?.body['return']).toMatchObject({ damaged: false });
    expect(await shop.actions(id, order)).toEqual(['olga handover HandedOver', 'olga return Returned']);
    expect(await shop.committed(order)).toEqual(['Shipped', 'HandedOver', 'Returned']);
  });

  it('is returned by an operator who is its customer, which is not an action of an operator', async () => {
    const own = await shop.paid(order + 4_000, { customerId: 'olga' });
    await shop.handOver(own);
    expect((await shop.takeBack(own)).status).toBe(200);
    expect(await shop.actions(own, order + 4_000)).toEqual(['olga handover HandedOver']);
  });

  it('is not returned before it is handed over, nor with facts that contradict the hand-over', async () => {
    expect(await shop.takeBack(id)).toMatchObject(refused(409, 'delivery.not_handed_over'));
    await shop.delivery.post(`/deliveries/${id}/ship`, {}, shop.operator);
    expect(await shop.takeBack(id, {}, shop.ann)).toMatchObject(refused(409, 'delivery.not_handed_over'));
    await shop.handOver(id, { at: ago(10), odometer: 500 });
    for (const [body, status, code] of [
      [{ at: ago(11) }, 422, 'delivery.time_invalid'],
      [{ at: ago(-2) }, 422, 'delivery.time_invalid'],
      [{ at: 'now' }, 422, 'delivery.time_invalid'],
      [{ odometer: 499 }, 422, 'delivery.odometer_invalid'],
      [{ damaged: 'no' }, 400, 'request.invalid'],
      [{ notes: 'x'.repeat(501) }, 400, 'request.invalid'],
    ] as const) {
      const answer = await shop.takeBack(id, body);
      expect(answer).toMatchObject({ ...refused(status, code) });
      expect(answer.body['errors']).toMatchObject([{ field: Object.keys(body)[0] }]);
    }
    expect(await shop.ofOrder(order)).toMatchObject({ status: 'HandedOver' });
    expect((await shop.takeBack(id, { odometer: 500, notes: '\u{1F697}'.repeat(500) })).status).toBe(200);
  });

  it('waits while its vehicle is out with another order', async () => {
    const other = await shop.book(order + 1_000, order);
    expect((await shop.handOver(id)).status).toBe(200);
    const still = await shop.handOver(other);
    expect(still).toMatchObject(refused(409, 'vehicle.still_out'));
    expect(still.body['detail']).toContain(`order ${order}.`);
    // Neither half of the step is stored.
    expect(await shop.ofOrder(order + 1_000)).toMatchObject({ status: 'Scheduled' });
    expect(await shop.committed(order + 1_000)).toEqual([]);
    expect(await shop.actions(other, order + 1_000)).toEqual([]);
    await shop.takeBack(id);
    expect((await shop.handOver(other)).status).toBe(200);
  });

  it('hands a vehicle over to one of 8 bookings', async () => {
    const orders = Array.from({ length: 7 }, (_, at) => order + 2_000 + at);
    const ids = [id];
    for (const other of orders) ids.push(await shop.book(other, order));
    const answers = await Promise.all(ids.map((one) => shop.handOver(one)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
    const out = await shop.delivery.rows(`SELECT id FROM deliveries WHERE out_vehicle_id = ${order}`);
    expect(out).toHaveLength(1);
  });

  it('is not cancelled once it is handed over, and the same key may ask again', async () => {
    const other = await shop.book(order + 3_000, order + 3_000);
    await shop.handOver(id);
    const replaced = { id: null, orderId: order, paymentId: 7, status: 'DeliveryCanceled' };
    for (const isBack of [false, true]) {
      if (isBack) await shop.takeBack(id);
      expect(await shop.cancel(order)).toMatchObject(refused(409, 'delivery.handed_over'));
      expect(await shop.delivery.post('/cancellations', replaced, shop.service)).toMatchObject(
        refused(409, 'delivery.handed_over'),
      );
    }
    expect(await shop.ofOrder(order)).toMatchObject({ status: 'Returned' });
    expect(await shop.committed(order)).toEqual(['Shipped', 'HandedOver', 'Returned']);
    const key = { 'idempotency-key': `cancel-${order}`, ...shop.service };
    expect((await shop.delivery.post('/cancellations', { orderId: order + 3_000 }, key)).status).toBe(201);
    for (const answer of [await shop.handOver(other), await shop.takeBack(other)]) {
      expect(answer).toMatchObject(refused(409, 'delivery.canceled'));
    }
  });

  it('of an instant order is returned from Shipped, or after its hand-over', async () => {
    const [plain, handed] = [await shop.paid(order + 4_000), await shop.paid(order + 5_000)];
    expect((await shop.handOver(handed)).status).toBe(200);
    for (const one of [plain, handed]) {
      expect(await shop.takeBack(one, { odometer: 3 }, shop.ann)).toMatchObject({
        status: 200,
        body: { status: 'Returned', return: { odometer: 3 } },
      });
    }
    expect(await shop.committed(order + 4_000)).toEqual(['Shipped', 'Returned']);
    expect(await shop.committed(order + 5_000)).toEqual(['Shipped', 'HandedOver', 'Returned']);
    await eventually(async () => expect((await shop.events(order + 4_000)).at(-1)).toBeDefined());
    for (const event of await shop.events(order + 4_000)) expect(event).not.toHaveProperty('vehicleId');
    expect((await shop.ofOrder(order + 4_000)) ?? {}).not.toHaveProperty('handover');
  });

  it('publishes neither notes nor level', async () => {
    await shop.handOver(id, { notes: 'SECRET-A', level: 77 });
    await shop.takeBack(id, { notes: 'SECRET-B', level: 33 });
    const stored = await shop.delivery.rows(
      `SELECT value, headers FROM outbox WHERE message_key = ${order} AND type IN ('HandedOver', 'Returned')`,
    );
    expect(stored).toHaveLength(2);
    for (const text of [JSON.stringify(stored), JSON.stringify(await shop.events(order))]) {
      expect(text).not.toMatch(/SECRET|notes|level/);
    }
  });

  it('is found by its order, among 100', async () => {
    const second = await shop.paid(order + 6_000);
    const both = `/deliveries?orderId=${order}&orderId=${order + 6_000}&orderId=${order}`;
    expect((await shop.delivery.list(both, shop.operator)).map((row) => row['id'])).toEqual([id, second]);
    expect(await shop.delivery.list(both, shop.bob)).toEqual([]);
    const page = await shop.delivery.get(`${both}&size=1`, shop.ann);
    expect(page.body['page']).toMatchObject({ totalElements: 2 });
    const { next } = page.body['_links'] as { next: { href: string } };
    expect((await shop.delivery.list(next.href, shop.ann)).map((row) => row['id'])).toEqual([second]);
    const many = Array.from({ length: 101 }, (_, at) => `orderId=${at + 1}`);
    expect((await shop.delivery.get(`/deliveries?${many.slice(1).join('&')}`, shop.operator)).status).toBe(200);
    expect(await shop.delivery.get(`/deliveries?${many.join('&')}`, shop.operator)).toMatchObject(
      refused(400, 'request.invalid'),
    );
  });

  it('is either handed over or cancelled when both come at the same moment', async () => {
    const wins = { HandedOver: 0, DeliveryCanceled: 0 };
    for (let round = 0; round < 30; round += 1) {
      const contested = 10_000 + order * 100 + round;
      const delivery = await shop.book(contested, contested);
      // Each of the two is sent first in half of the rounds.
      const earlier = round % 2 === 0 ? shop.handOver(delivery) : undefined;
      const [cancelled, taken] = await Promise.all([shop.cancel(contested), earlier ?? shop.handOver(delivery)]);
      const status = (await shop.ofOrder(contested))?.['status'] as keyof typeof wins;
      wins[status] += 1;
      if (status === 'HandedOver') {
        expect([taken.status, cancelled.status, cancelled.body['code']]).toEqual([200, 409, 'delivery.handed_over']);
        expect(await shop.committed(contested)).toEqual(['Shipped', 'HandedOver']);
      } else {
        expect([taken.status, taken.body['code'], cancelled.status]).toEqual([409, 'delivery.canceled', 201]);
        expect(await shop.committed(contested)).toEqual(['DeliveryCanceled']);
      }
    }
    expect(wins.HandedOver + wins.DeliveryCanceled).toBe(30);
  });
});
