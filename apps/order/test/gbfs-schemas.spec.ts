import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addVehicles } from './fleet.js';
import { feedValidators } from './gbfs-schemas.js';
import { OrderService } from './order-service.js';

type Json = Record<string, unknown>;

/** Every member of a feed, as a path. */
function paths(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[...at, key], ...paths(member, [...at, key])]);
}

function edited(feed: Json, path: readonly string[], edit: (parent: Json, key: string) => void): Json {
  const copy = structuredClone(feed);
  const parent = path.slice(0, -1).reduce<Json>((node, key) => node[key] as Json, copy);
  edit(parent, path.at(-1)!);
  return copy;
}

/** What the specification lets a feed leave out, of what this shop sends. */
const OPTIONAL = new Set([
  'system_information.operator',
  'system_information.url',
  'system_information.license_id',
  'vehicle_types.name',
  'vehicle_types.return_constraint',
  'station_information.is_virtual_station',
  'station_information.parking_type',
  'vehicle_status.home_station_id',
  'system_pricing_plans.per_min_pricing',
  'system_pricing_plans.fare_capping',
]);

describe('The schema of', () => {
  let shop: OrderService;
  const feeds = new Map<string, Json>();

  beforeAll(async () => {
    shop = await OrderService.start();
    await addVehicles(shop, 1);
    for (const name of feedValidators.keys()) feeds.set(name, (await shop.service.get(`/gbfs/v3/${name}`)).body);
  });
  afterAll(() => shop.stop());

  it.each([...feedValidators.keys()])(
    '%s refuses a feed without one of its members, with one of another type, or with one more',
    (name) => {
      const validate = feedValidators.get(name)!;
      const feed = feeds.get(name)!;
      expect([validate(feed), validate.errors]).toEqual([true, null]);
      const members = paths(feed).filter((path) => Number.isNaN(Number(path.at(-1))));
      expect(members.length).toBeGreaterThan(5);
      for (const path of members) {
        if (!OPTIONAL.has(`${name}.${path.at(-1)}`)) {
          expect([path, validate(edited(feed, path, Reflect.deleteProperty))]).toEqual([path, false]);
        }
        expect([path, validate(edited(feed, path, (parent, key) => (parent[key] = null)))]).toEqual([path, false]);
        expect([path, validate(edited(feed, path, (parent) => (parent['plate'] = 'B-CS 1001')))]).toEqual([
          path,
          false,
        ]);
      }
    },
  );

  it.each([
    ['vehicle_status', ['version'], '3.0'],
    ['vehicle_status', ['last_updated'], 1_700_000_000],
    ['vehicle_status', ['ttl'], -1],
    ['vehicle_status', ['data', 'vehicles', '0', 'vehicle_id'], 'B CS 1001'],
    ['vehicle_status', ['data', 'vehicles', '0', 'is_reserved'], 'false'],
    ['vehicle_types', ['data', 'vehicle_types', '0', 'propulsion_type'], 'steam'],
    ['vehicle_types', ['data', 'vehicle_types', '0', 'form_factor'], 'bicycle'],
    ['station_information', ['data', 'stations', '0', 'lat'], 91],
    ['station_status', ['data', 'stations', '0', 'num_vehicles_available'], -1],
    ['vehicle_availability', ['data', 'vehicles', '0', 'availabilities', '0', 'from'], '2026-12-01T09:00:00'],
    ['system_pricing_plans', ['data', 'plans', '0', 'currency'], 'euro'],
    ['system_pricing_plans', ['data', 'plans', '0', 'price'], -1],
    ['system_information', ['data', 'feed_contact_email'], 'none'],
    ['gbfs', ['data', 'feeds', '0', 'name'], 'manifest'],
  ])('%s refuses %j: %j', (name, path, value) => {
    const validate = feedValidators.get(name)!;
    expect(validate(edited(feeds.get(name)!, path, (parent, key) => (parent[key] = value)))).toBe(false);
  });
});
