import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type TestDatabase } from '@carshare/testing';
import { addVehicles, HOUR_MS } from './fleet.js';
import { feedValidators } from './gbfs-schemas.js';
import { GbfsFeeds } from './gbfs-feeds.js';
import { OrderService } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

const MINUTE_MS = 60_000;

describe.each(engines('mysql'))('On $name, the GBFS feeds', (engine) => {
  let database: TestDatabase;
  let shop: OrderService;

  beforeAll(async () => {
    database = await engine.create();
    shop = await OrderService.start({ DATABASE_URL: database.url, OPERATOR_NAME: 'City "Cars"; Berlin' });
  });
  beforeEach(async () => {
    for (const table of ['occupations', 'bookings', 'vehicles', 'orders']) {
      await shop.service.execute(`DELETE FROM ${table}`);
    }
    await shop.service.execute('UPDATE cars SET price_per_day_minor = NULL, price_per_hour_minor = NULL');
  });
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  const read = (): Promise<GbfsFeeds> => GbfsFeeds.read(shop);
  /** A period in whole hours from the soonest start. */
  const inHours = (from: number, to: number): { from: string; to: string } => {
    const soonest = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + HOUR_MS + 2 * MINUTE_MS;
    const at = (hours: number): string => new Date(soonest + hours * HOUR_MS).toISOString();
    return { from: at(from), to: at(to) };
  };
  const book = async (from: number, to: number, more: object = {}): Promise<number> => {
    const { status, body } = await shop.service.post('/orders', {
      productId: '1001',
      qty: 1,
      ...inHours(from, to),
      ...more,
    });
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  };
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await shop.status(id)).toBe(status));
  /** How many vehicles are at the depot, can be had now, and are in the calendar. */
  const counts = async (): Promise<unknown[]> => {
    const feeds = await read();
    expect(feeds.faults()).toEqual([]);
    return [
      feeds.rows('vehicle_status', 'vehicles').length,
      feeds.rows('station_status', 'stations')[0]?.['num_vehicles_available'],
      feeds.rows('vehicle_availability', 'vehicles').length,
    ];
  };

  it('of an empty fleet, and of a pool without vehicles, keep the specification', async () => {
    expect(await counts()).toEqual([0, 0, 0]);
    expect((await read()).rows('vehicle_types', 'vehicle_types')).toEqual([]);
    const [vehicleId] = await addVehicles(shop, 1);
    await shop.service.patch(`/vehicles/${vehicleId}`, { state: 'Pool' });
    expect(await counts()).toEqual([0, 0, 0]);
    expect((await read()).rows('vehicle_types', 'vehicle_types')).toHaveLength(1);
  });

  it('list a car that waits, not one that is paused, and never its plate or its id', async () => {
    const [paused] = await addVehicles(shop, 2);
    await shop.service.patch(`/vehicles/${paused}`, { state: 'OutOfService' });
    expect(await counts()).toEqual([1, 1, 1]);
    const feeds = await read();
    const [vehicle] = feeds.rows('vehicle_status', 'vehicles');
    expect(vehicle).toEqual({
      vehicle_id: expect.stringMatching(/^[\w-]{22}$/),
      vehicle_type_id: '1001',
      station_id: 'depot',
      home_station_id: 'depot',
      is_reserved: false,
      is_disabled: false,
      current_range_meters: 300_000,
    });
    expect(JSON.stringify(feeds)).not.toContain('B-1001');
    expect(feeds.data('system_information')).toMatchObject({ name: [{ text: 'City "Cars"; Berlin', language: 'en' }] });
  });

  it('follow a rental: reserved, on its way, out, back under another id', async () => {
    await addVehicles(shop, 1);
    const before = String((await read()).rows('vehicle_status', 'vehicles')[0]?.['vehicle_id']);
    const id = await book(0, 5);
    // Its time began with the lead, so it is being brought.
    await shop.service.execute('UPDATE occupations SET starts_at = ? WHERE order_id = ?', [
      Date.now() + 30 * MINUTE_MS,
      id,
    ]);
    const reserved = (await read()).rows('vehicle_status', 'vehicles');
    expect(reserved).toEqual([expect.objectContaining({ vehicle_id: before, is_reserved: true })]);
    expect(await counts()).toEqual([1, 0, 1]);
    await shop.service.execute("UPDATE orders SET status = 'Shipped' WHERE id = ?", [id]);
    expect(await counts()).toEqual([0, 0, 1]);
    await shop.service.execute('UPDATE occupations SET starts_at = ? WHERE order_id = ?', [Date.now() - MINUTE_MS, id]);
    await shop.service.log.publish([handedOver(id)]);
    await becomes(id, 'InUse');
    expect(await counts()).toEqual([0, 0, 1]);
    const [rented] = (await read()).rows('vehicle_availability', 'vehicles');
    const [window] = rented?.['availabilities'] as { from: string }[];
    expect(Date.parse(String(window?.from))).toBeGreaterThan(Date.parse(inHours(5, 6).from));
    await shop.service.log.publish([returned(id)]);
    await becomes(id, 'Completed');
    // The turnaround is not over.
    expect(await counts()).toEqual([0, 0, 1]);
    await shop.service.execute('DELETE FROM occupations');
    const after = (await read()).rows('vehicle_status', 'vehicles').map((vehicle) => vehicle['vehicle_id']);
    expect(after).toEqual([expect.stringMatching(/^[\w-]{22}$/)]);
    expect(after).not.toEqual([before]);
  });

  it('list no car that is late, and one that is blocked for its free time alone', async () => {
    const [late, blocked] = await addVehicles(shop, 2);
    const id = await book(0, 5, { vehicleId: late });
    await shop.service.log.publish([handedOver(id)]);
    await becomes(id, 'InUse');
    await shop.service.execute('UPDATE vehicles SET due_at = ? WHERE id = ?', [Date.now() - HOUR_MS, late!]);
    const until = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 10 * HOUR_MS;
    await shop.service.execute(
      "INSERT INTO occupations (vehicle_id, starts_at, ends_at, kind) VALUES (?, ?, ?, 'block')",
      [blocked!, Date.now() - HOUR_MS, until],
    );
    expect(await counts()).toEqual([0, 0, 1]);
    const [vehicle] = (await read()).rows('vehicle_availability', 'vehicles');
    const [window] = vehicle?.['availabilities'] as { from: string }[];
    expect(Date.parse(String(window?.from))).toBe(until + HOUR_MS);
  });

  it('say until when a car can be had', async () => {
    await addVehicles(shop, 1);
    const period = inHours(48, 50);
    await book(48, 50);
    const [vehicle] = (await read()).rows('vehicle_status', 'vehicles');
    const end = Date.parse(period.from) - 2 * HOUR_MS;
    expect(Math.abs(Date.parse(String(vehicle?.['available_until'])) - end)).toBeLessThanOrEqual(MINUTE_MS);
  });

  it('are in no order that shows which car is which', async () => {
    const ids = await addVehicles(shop, 12);
    const listed = async (): Promise<unknown[]> =>
      (await read()).rows('vehicle_status', 'vehicles').map((vehicle) => vehicle['vehicle_id']);
    const before = await listed();
    expect(before).toEqual(before.toSorted());
    await shop.service.execute('UPDATE vehicles SET rentals = rentals + 1 WHERE id = ?', [ids[0]!]);
    const after = await listed();
    expect(after.filter((id) => before.includes(id))).toHaveLength(11);
  });

  it('have a tag that a reader sends back, and may be kept for the time that they say', async () => {
    await addVehicles(shop, 1);
    for (const name of feedValidators.keys()) {
      const path = `/gbfs/v3/${name}`;
      const first = await shop.service.get(path);
      expect(first.headers.get('cache-control')).toBe(`public, max-age=${Number(first.body['ttl'])}`);
      expect(first.headers.get('access-control-allow-origin')).toBe('*');
      // Windows begin at whole minutes, so the data of one minute is that of the next where no window begins now.
      if (name === 'vehicle_availability') continue;
      const again = await shop.service.get(path, { 'if-none-match': String(first.headers.get('etag')) });
      expect([name, again.status, again.body]).toEqual([name, 304, { text: '' }]);
    }
    const stale = String((await shop.service.get('/gbfs/v3/vehicle_status')).headers.get('etag'));
    await addVehicles(shop, 1);
    expect((await shop.service.get('/gbfs/v3/vehicle_status', { 'if-none-match': `"a", ${stale}` })).status).toBe(200);
    const known = (await shop.service.get('/gbfs/v3/vehicle_status')).headers.get('etag');
    for (const tags of ['*', `"a", ${String(known)}`, String(known).slice(2)]) {
      expect((await shop.service.get('/gbfs/v3/vehicle_status', { 'if-none-match': tags })).status).toBe(304);
    }
    expect(await shop.service.get('/gbfs/v3/none.json')).toMatchObject({
      status: 404,
      body: { code: 'feed.not_found' },
    });
  });
});
