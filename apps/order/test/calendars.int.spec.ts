import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually, Issuer, type Answer } from '@carshare/testing';
import { readCalendar, type ReadEvent } from './calendar.js';
import { booking, HOUR_MS, hours } from './fleet.js';
import { OrderService, willing } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

type Headers = Record<string, string>;

const PLACE = 'Hauptstr. 5, 10115 Berlin';
const DAY_MS = 24 * HOUR_MS;

describe.each(engines('mysql'))('On $name, a private calendar', (engine) => {
  let shop: OrderService;
  let ann: Headers;
  let bob: Headers;
  let operator: Headers;

  beforeAll(async () => {
    const issuer = await Issuer.create();
    shop = await OrderService.on(engine, {
      ...issuer.environment,
      JWT_SERVICE_TOKEN: 'service-token',
      PUBLIC_URL: 'https://cars.example/',
      GBFS_SYSTEM_ID: 'cars_berlin',
    });
    [ann, bob] = [await issuer.bearer('ann'), await issuer.bearer('bob')];
    operator = await issuer.bearer('olga', 'operator');
  });
  beforeEach(async () => {
    for (const table of ['occupations', 'blocks', 'bookings', 'vehicles', 'orders', 'calendar_feeds']) {
      await shop.service.execute(`DELETE FROM ${table}`);
    }
    await shop.service.execute("UPDATE cars SET model = 'City Electric' WHERE product_id = '1001'");
    for (const plate of ['B-CS 1', 'B-CS 2']) {
      await shop.service.post('/vehicles', { productId: '1001', plate }, operator);
    }
    await shop.service.patch('/cars/1001', { pricePerDay: 49, pricePerHour: 8 }, operator);
  });
  afterAll(() => shop.stop());

  const vehicleOf = async (plate: string): Promise<number> => {
    const found = (await shop.service.list('/vehicles', operator)).find((vehicle) => vehicle['plate'] === plate);
    return Number(found?.['id']);
  };
  const book = async (from: number, to: number, headers = ann, more: object = {}): Promise<number> => {
    const { status, body } = await shop.service.post('/orders', booking(from, to, { place: PLACE, ...more }), headers);
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  };
  /** @returns the path of a new calendar */
  const issue = async (headers: Headers, path = '/calendar-feeds'): Promise<string> => {
    const { status, body } = await shop.service.post(path, {}, headers);
    expect(status).toBe(201);
    expect(body['url']).toMatch(/^https:\/\/cars\.example\/calendar-feeds\/[0-9a-f]{48}\.ics$/);
    return new URL(String(body['url'])).pathname;
  };
  const read = async (path: string): Promise<{ text: string; name: string; events: ReadEvent[] }> => {
    const { status, body } = await shop.service.get(path);
    expect(status).toBe(200);
    const text = String(body['text']);
    expect(text).not.toContain('Hauptstr');
    return { text, ...readCalendar(text) };
  };
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => {
      const [row] = await shop.service.rows<{ status: string }>(`SELECT status FROM orders WHERE id = ${id}`);
      expect(row?.status).toBe(status);
    });
  const at = (after: number): string => new Date(hours(after)).toISOString();

  it('contains the paid bookings of its customer alone, and no instant order, no place and no plate', async () => {
    const id = await book(0, 9);
    await book(0, 9, bob);
    await shop.service.post('/orders', { productId: '1001', qty: 1 }, ann);
    shop.payment.become(() => 'break');
    const unpaid = await shop.service.post('/orders', booking(20, 29), ann);
    expect(unpaid).toMatchObject({ status: 503, body: { code: 'payment.unknown' } });
    shop.payment.become(willing);
    const path = await issue({ ...ann, 'accept-language': 'de' });
    const { name, events, text } = await read(path);
    const [row] = await shop.service.rows<{ updated_at: unknown }>(`SELECT updated_at FROM orders WHERE id = ${id}`);
    const changed = new Date(Math.floor(Number(row?.updated_at) / 1_000) * 1_000).toISOString();
    expect(name).toBe('Car rentals');
    expect(events).toEqual([
      {
        uid: `order-${id}@cars_berlin`,
        from: at(0),
        to: at(9),
        status: 'CONFIRMED',
        sequence: expect.any(Number),
        stamp: changed,
        lastModified: changed,
        summary: 'Car rental: City Electric',
        description: `Order ${id}`,
      },
    ]);
    expect(text).not.toContain('B-CS');
  });

  it('keeps the UID and raises the sequence with each change; a cancelled booking stays for a while', async () => {
    const [kept, cancelled] = [await book(0, 9), await book(48, 50)];
    const path = await issue(ann);
    const of = (events: ReadEvent[], id: number): ReadEvent | undefined =>
      events.find(({ uid }) => uid === `order-${id}@cars_berlin`);
    const seen = [of((await read(path)).events, kept)!.sequence];
    const note = async (): Promise<void> => {
      seen.push(of((await read(path)).events, kept)!.sequence);
    };
    await shop.service.log.publish([eventsOf(kept)['shipped']!]);
    await becomes(kept, 'Shipped');
    await note();
    await shop.service.log.publish([handedOver(kept)]);
    await becomes(kept, 'InUse');
    await note();
    await shop.service.log.publish([returned(kept)]);
    await becomes(kept, 'Completed');
    await note();
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
    expect((await shop.service.delete(`/orders/${cancelled}`, ann)).status).toBe(202);
    expect(of((await read(path)).events, cancelled)).toMatchObject({ status: 'TENTATIVE' });
    await shop.service.log.publish([eventsOf(cancelled)['payCancelled']!]);
    await becomes(cancelled, 'Cancelled');
    expect(of((await read(path)).events, cancelled)).toMatchObject({ status: 'CANCELLED' });
    await shop.service.execute('UPDATE orders SET updated_at = ? WHERE id = ?', [Date.now() - 31 * DAY_MS, cancelled]);
    await shop.service.execute('UPDATE bookings SET ends_at = ? WHERE order_id = ?', [Date.now() - 91 * DAY_MS, kept]);
    expect((await read(path)).events).toEqual([]);
  });

  it('is the same text until a booking changes, and is answered with 304 until then', async () => {
    await book(0, 9);
    const path = await issue(ann);
    const { text } = await read(path);
    // The clock goes on: DTSTAMP has seconds.
    await sleep(1_100);
    expect((await read(path)).text).toBe(text);
    const first = await shop.service.get(path);
    expect(first.headers.get('cache-control')).toBe('private, max-age=300');
    expect(first.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const tag = String(first.headers.get('etag'));
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    const again = (): Promise<Answer> => shop.service.get(path, { 'if-none-match': tag });
    expect(await again()).toMatchObject({ status: 304, body: { text: '' } });
    await book(48, 50);
    expect((await again()).status).toBe(200);
  });

  it('changes no row when it is read', async () => {
    await book(0, 9);
    const vehicle = await vehicleOf('B-CS 1');
    const paths = [await issue(ann), await issue(operator, `/vehicles/${vehicle}/calendar-feed`)];
    const tables = ['orders', 'bookings', 'occupations', 'vehicles', 'cars', 'calendar_feeds', 'secrets', 'outbox'];
    const stored = async (): Promise<unknown[]> => {
      const rows: unknown[] = [];
      for (const table of tables) rows.push(await shop.service.rows(`SELECT * FROM ${table} ORDER BY 1`));
      return rows;
    };
    await eventually(async () => {
      expect(await shop.service.rows('SELECT event_id FROM outbox WHERE sent_at IS NULL')).toEqual([]);
    });
    const before = await stored();
    for (const path of [...paths, ...paths]) await read(path);
    expect(await stored()).toEqual(before);
  });

  it('of a vehicle contains its bookings by order number, and its blocks', async () => {
    const vehicleId = await vehicleOf('B-CS 1');
    const id = await book(0, 9, ann, { vehicleId });
    await book(0, 9, bob, { vehicleId: await vehicleOf('B-CS 2') });
    const block = { from: hours(48), to: hours(49), reason: 'brakes, tyres' };
    expect((await shop.service.post(`/vehicles/${vehicleId}/blocks`, block, operator)).status).toBe(201);
    const { name, events, text } = await read(
      await issue({ ...operator, 'accept-language': 'ko-KR' }, `/vehicles/${vehicleId}/calendar-feed`),
    );
    expect(name).toBe('B-CS 1 예약');
    expect(events).toMatchObject([
      { uid: `vehicle-order-${id}@cars_berlin`, summary: `주문 ${id}`, from: at(0), to: at(9), status: 'CONFIRMED' },
      { uid: expect.stringMatching(/^block-\d+@cars_berlin$/), summary: 'brakes, tyres', from: at(48), to: at(49) },
    ]);
    expect(text).not.toContain('ann');
  });

  it('escapes and folds what is in a text', async () => {
    const model = `Škoda, "long"; back\\slash — ${'전기차 🚗 '.repeat(12)}`.trim();
    await shop.service.execute("UPDATE cars SET model = ? WHERE product_id = '1001'", [model]);
    await book(0, 9);
    const [event] = (await read(await issue({ ...ann, 'accept-language': 'en;q=0.5, ko' }))).events;
    expect(event?.summary).toBe(`차량 대여: ${model}`);
  });

  it('has one address at a time, whose token is not stored, until it is revoked', async () => {
    const first = await issue(ann);
    const [second, other] = [await issue(ann), await issue(bob)];
    const gone = { status: 404, body: { code: 'calendar.not_found' } };
    expect(await shop.service.get(first)).toMatchObject(gone);
    await read(second);
    const token = /[0-9a-f]{48}/.exec(second)?.[0] ?? '';
    expect(JSON.stringify(await shop.service.rows('SELECT * FROM calendar_feeds'))).not.toContain(token);
    expect((await shop.service.delete('/calendar-feeds', ann)).status).toBe(204);
    expect((await shop.service.delete('/calendar-feeds', ann)).status).toBe(204);
    expect(await shop.service.get(second)).toMatchObject(gone);
    await read(other);
    for (const path of ['/calendar-feeds/x.ics', `/calendar-feeds/${'0'.repeat(48)}.ics`, other.replace('.ics', '')]) {
      expect(await shop.service.get(path)).toMatchObject(gone);
    }
  });

  it('of one customer or vehicle is issued to concurrent requests, of which the last one counts', async () => {
    const paths = await Promise.all(Array.from({ length: 8 }, () => issue(ann)));
    const answers = await Promise.all(paths.map((path) => shop.service.get(path)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('of a vehicle is issued and revoked by an operator alone', async () => {
    const path = `/vehicles/${await vehicleOf('B-CS 1')}/calendar-feed`;
    expect((await shop.service.post(path, {}, ann)).status).toBe(403);
    expect((await shop.service.delete(path, ann)).status).toBe(403);
    expect((await shop.service.post('/calendar-feeds', {})).status).toBe(401);
    expect((await shop.service.post('/vehicles/999999/calendar-feed', {}, operator)).body).toMatchObject({
      code: 'vehicle.not_found',
    });
    const calendar = await issue(operator, path);
    expect((await shop.service.delete(path, operator)).status).toBe(204);
    expect((await shop.service.get(calendar)).status).toBe(404);
  });
});
