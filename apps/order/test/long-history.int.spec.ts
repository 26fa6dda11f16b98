import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serversOf, type TestDatabase } from '@carshare/testing';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { freeVehicles } from '../src/vehicles/calendar.js';
import { fleetCalendars } from '../src/vehicles/fleet-calendars.js';
import type { Queries } from '../src/vehicles/occupations.js';
import { OrderService } from './order-service.js';

const VEHICLES = 20;
const OVER = 500;
const AHEAD = 100;
const HOUR_MS = 3_600_000;
const BATCH = 2_000;

const servers = serversOf('mysql');
const onServers =
  servers.length > 0 ? describe.each(servers) : describe.skip.each([{ name: 'MySQL: no server is named' }]);

onServers(`On $name, ${VEHICLES} vehicles with ${OVER} bookings that are over and ${AHEAD} to come`, (engine) => {
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const soon = { startsAt: new Date(now + HOUR_MS / 2), endsAt: new Date(now + HOUR_MS) };
  let shop: OrderService;
  let database: TestDatabase;
  let connection: Connection;
  let queries: Queries;

  beforeAll(async () => {
    database = await (engine as (typeof servers)[number]).create();
    shop = await OrderService.on({ ...engine, create: () => Promise.resolve(database) } as (typeof servers)[number]);
    connection = await createConnection({ uri: database.url ?? '', charset: 'utf8mb4' });
    const query = async (sql: string, parameters: unknown[]): Promise<unknown[]> => {
      const [rows] = await connection.query<RowDataPacket[]>(sql, parameters);
      return rows;
    };
    queries = { dialect: 'mysql', query: query as Queries['query'] };
    await connection.query('UPDATE cars SET price_per_day_minor = 4900, price_per_hour_minor = 800');
    const vehicles = Array.from({ length: VEHICLES }, (_, at) => [at + 1, '1001', `B-CS ${at}`, 'InService', 1]);
    await connection.query('INSERT INTO vehicles (id, product_id, plate, state, version) VALUES ?', [vehicles]);
    // Half an hour taken, half an hour free, in the order in which customers book.
    const taken = Array.from({ length: (OVER + AHEAD) * VEHICLES }, (_, at) => {
      const startsAt = now + (Math.floor(at / VEHICLES) - OVER) * HOUR_MS;
      return [(at % VEHICLES) + 1, startsAt, startsAt + HOUR_MS / 2, 'Booking', at + 1];
    });
    for (let from = 0; from < taken.length; from += BATCH) {
      const sql = 'INSERT INTO occupations (vehicle_id, starts_at, ends_at, kind, order_id) VALUES ?';
      await connection.query(sql, [taken.slice(from, from + BATCH)]);
    }
    await connection.query('ANALYZE TABLE occupations, vehicles');
  });
  afterAll(async () => {
    await connection.end();
    await shop.stop();
  });

  /** How many rows and index entries the server reads for some work. */
  async function readsOf(work: () => Promise<unknown>): Promise<number> {
    await connection.query('FLUSH STATUS');
    await work();
    const [rows] = await connection.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  }

  it.each([
    ['a booking looks for a vehicle', () => freeVehicles(queries, soon, new Date(now), '1001')],
    ['the page shows what is free of each model', () => freeVehicles(queries, soon, new Date(now))],
    ['a model shows its free windows', () => fleetCalendars(queries, soon, new Date(now), { productId: '1001' })],
    ['the feeds show the fleet', () => fleetCalendars(queries, soon, new Date(now))],
  ])('a few rows of each vehicle are read when %s', async (_title, read) => {
    expect(await read()).toHaveLength(VEHICLES);
    expect(await readsOf(read)).toBeLessThan(20 * VEHICLES);
  });
});
