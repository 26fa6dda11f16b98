import type { OrderService } from './order-service.js';
import { feedValidators } from './gbfs-schemas.js';

type Row = Record<string, unknown>;

/** All feeds as they were read one after another. */
export class GbfsFeeds {
  private constructor(private readonly feeds: ReadonlyMap<string, Row>) {}

  /** Starts at the discovery, as a reader does. @throws {Error} unless each feed answers 200 */
  static async read(shop: OrderService): Promise<GbfsFeeds> {
    const { body } = await shop.service.get('/gbfs/v3/gbfs.json');
    const feeds = new Map<string, Row>();
    for (const { name, url } of (body['data'] as { feeds: { name: string; url: string }[] }).feeds) {
      const answer = await shop.service.get(new URL(url).pathname);
      if (answer.status !== 200) throw new Error(`${url} was answered ${answer.status}`);
      feeds.set(name, answer.body);
    }
    return new GbfsFeeds(feeds);
  }

  data(name: string): Row {
    return this.feeds.get(name)?.['data'] as Row;
  }

  rows(name: string, member: string): Row[] {
    return this.data(name)[member] as Row[];
  }

  /** What the schemas and the rules between the feeds find. */
  faults(): string[] {
    const faults = [...feedValidators].flatMap(([name, validate]) =>
      validate(this.feeds.get(name))
        ? []
        : (validate.errors ?? []).map((error) => `${name}: ${error.instancePath} ${error.message}`),
    );
    return [...faults, ...this.missing(), ...this.uncounted()];
  }

  /** Each name that a feed uses is defined by another one, and each vehicle is listed once. */
  private missing(): string[] {
    const ids = (name: string, member: string, id: string): unknown[] => this.rows(name, member).map((row) => row[id]);
    const types = ids('vehicle_types', 'vehicle_types', 'vehicle_type_id');
    const stations = ids('station_information', 'stations', 'station_id');
    const available = ids('vehicle_availability', 'vehicles', 'vehicle_id');
    const used: [string, unknown[], unknown[]][] = [
      [
        'plans',
        ids('vehicle_types', 'vehicle_types', 'default_pricing_plan_id'),
        ids('system_pricing_plans', 'plans', 'plan_id'),
      ],
      ['stations of vehicle_status', ids('vehicle_status', 'vehicles', 'station_id'), stations],
      ['stations of vehicle_availability', ids('vehicle_availability', 'vehicles', 'station_id'), stations],
      ['stations of station_status', ids('station_status', 'stations', 'station_id'), stations],
      ['types of vehicle_status', ids('vehicle_status', 'vehicles', 'vehicle_type_id'), types],
      ['types of vehicle_availability', ids('vehicle_availability', 'vehicles', 'vehicle_type_id'), types],
      ['vehicles of vehicle_status', ids('vehicle_status', 'vehicles', 'vehicle_id'), available],
    ];
    const unknown = used.flatMap(([what, some, known]) =>
      some.filter((one) => !known.includes(one)).map((one) => `${what}: ${String(one)} is not defined`),
    );
    return new Set(available).size === available.length ? unknown : [...unknown, 'a vehicle is listed twice'];
  }

  /** The station counts the cars that wait there and are not reserved. */
  private uncounted(): string[] {
    const free = this.rows('vehicle_status', 'vehicles').filter((vehicle) => vehicle['is_reserved'] === false);
    return this.rows('station_status', 'stations').flatMap((station) => {
      const byType = (station['vehicle_types_available'] as { count: number }[]).reduce(
        (sum, { count }) => sum + count,
        0,
      );
      const counts = [station['num_vehicles_available'], byType, free.length];
      return new Set(counts).size === 1 ? [] : [`the station counts ${counts.join(', ')}`];
    });
  }
}
