import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ordered } from '@carshare/events';
import { dialectOf, migrate, openMigrated, openUnitOfWork, Reader, type UnitOfWork } from '@carshare/persistence';
import { ServiceConfig } from '@carshare/service-kit';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { isSkipped, skipBatch } from '../src/inbox/skipped-batches.js';
import { DATABASE_CLOCK, Lease } from '../src/outbox/lease.js';
import { Outbox } from '../src/outbox/outbox.js';
import { Relay } from '../src/outbox/relay.js';
import { messagingSchema } from '../src/schema.js';
import { until } from '@carshare/event-log/test/collector';
import { HeldLog } from './store.js';

class Config extends ServiceConfig {
  readonly service = 'replica';
}

const { TEST_MARIADB_URL: mariadb, TEST_MYSQL_URL: mysql } = process.env;
const postgres = process.env['TEST_POSTGRES_URL'];
// Reported as skipped by name: a server is not everybody's, and a silent pass would be a lie.
const SERVERS = [
  { name: 'MariaDB', variable: 'TEST_MARIADB_URL', url: mariadb, run: onMysql, force: '' },
  { name: 'MySQL', variable: 'TEST_MYSQL_URL', url: mysql, run: onMysql, force: '' },
  { name: 'PostgreSQL', variable: 'TEST_POSTGRES_URL', url: postgres, run: onPostgres, force: ' WITH (FORCE)' },
];

async function onMysql(url: string, sql: string): Promise<void> {
  const connection = await createConnection(url);
  await connection.query(sql).finally(() => connection.end());
}

async function onPostgres(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: `${url.replace(/\/$/, '')}/postgres` });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

interface Replica {
  dataSource: DataSource;
  unitOfWork: UnitOfWork;
  reader: Reader;
  log: HeldLog;
  lease: Lease;
  relay: Relay;
}

for (const { name, variable, url, run, force } of SERVERS) {
  const on = url === undefined ? describe.skip : describe;
  on(`Two replicas on one ${name}${url === undefined ? ` (NOT RUN: ${variable} is not set)` : ''}`, () => {
    const server = url ?? '';
    let database: string;
    let databaseUrl: string;
    let replicas: [Replica, Replica];

    beforeEach(async () => {
      database = `relays_${randomBytes(6).toString('hex')}`;
      await run(server, `CREATE DATABASE ${database}`);
      const own = new URL(server);
      own.pathname = `/${database}`;
      databaseUrl = own.href;
      const config = Object.assign(new Config(), { DATABASE_URL: own.href });
      await migrate(config, messagingSchema);
      replicas = [await replica(config), await replica(config)];
    });
    afterEach(async () => {
      for (const { relay, unitOfWork, dataSource } of replicas) {
        await relay.stop();
        await unitOfWork.close();
        await dataSource.destroy();
      }
      await run(server, `DROP DATABASE ${database}${force}`);
    });

    async function commit(by: Replica, from: number, to: number): Promise<void> {
      const outbox = new Outbox('order', [Ordered], by.relay);
      for (let id = from; id <= to; id += 1) {
        await by.unitOfWork.transaction(async (tx) =>
          outbox.add(tx, Ordered, { id, productId: '1001', qty: 1, status: 'Placed' }),
        );
      }
    }

    it('publish through the one that holds the lease, whichever of them committed', async () => {
      const [first, second] = replicas;
      first.relay.start();
      await commit(first, 1, 5);
      await until(() => first.log.published.length === 5);
      second.relay.start();
      await commit(second, 6, 25);
      await until(() => first.log.published.length === 25);
      expect(second.log.attempts).toBe(0);
      expect(first.log.published.map(({ key }) => Number(key))).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
      await first.relay.stop();
      await commit(second, 26, 30);
      await until(() => second.log.published.length === 5);
      expect(second.log.published.map(({ key }) => Number(key))).toEqual([26, 27, 28, 29, 30]);
    });

    it('publish within seconds though a wrong clock wrote a lease that ends in an hour', async () => {
      const [first] = replicas;
      const hour = Date.now() + 3_600_000;
      await first.unitOfWork.transaction((tx) =>
        tx.execute("UPDATE leases SET owner = 'other', held_until = ? WHERE name = 'relay'", [hour]),
      );
      await commit(first, 1, 3);
      first.relay.start();
      await until(() => first.log.published.length === 3, 5_000);
    });

    it('know which undecodable batch an operator has skipped, and no other', async () => {
      const [{ reader }] = replicas;
      const own = Object.assign(new Config(), { DATABASE_URL: databaseUrl });
      expect(await isSkipped(reader)(3, '9007199254740993')).toBe(false);
      for (let time = 0; time < 2; time += 1) await skipBatch(own, ['3', '9007199254740993']);
      expect(await isSkipped(reader)(3, '9007199254740993')).toBe(true);
      expect(await isSkipped(reader)(3, '9007199254740992')).toBe(false);
      expect(await isSkipped(reader)(4, '9007199254740993')).toBe(false);
    });

    it('measure the lease by the clock of the database', async () => {
      const [first, second] = replicas;
      expect(await first.lease.hold()).toBe(true);
      const dateNow = jest.spyOn(Date, 'now').mockImplementation(() => Date.UTC(2040));
      try {
        expect(await second.lease.hold()).toBe(false);
      } finally {
        dateNow.mockRestore();
      }
      const clock = DATABASE_CLOCK[dialectOf(server)];
      const rows = await first.reader.query<{ ahead: number | string }>(
        `SELECT held_until - (${clock}) AS ahead FROM leases`,
      );
      expect(Number(rows[0]?.ahead)).toBeGreaterThan(0);
      expect(Number(rows[0]?.ahead)).toBeLessThanOrEqual(3_000);
    });

    it('hand the lease to one of them, and to the other when its holder dies', async () => {
      const [first, second] = replicas;
      const held = await Promise.all([first.lease.hold(), second.lease.hold()]);
      expect(held.filter(Boolean)).toHaveLength(1);
      const [holder, other] = held[0] ? [first, second] : [second, first];
      expect(await holder.lease.hold()).toBe(true);
      expect(await other.lease.hold()).toBe(false);
      const start = Date.now();
      await until(() => other.lease.hold());
      expect(Date.now() - start).toBeGreaterThan(2_000);
      await other.lease.release();
      await until(() => holder.lease.hold(), 200);
    });
  });
}

async function replica(config: Config): Promise<Replica> {
  const dataSource = await openMigrated(config, messagingSchema);
  const unitOfWork = openUnitOfWork(dataSource, config.databaseUrl);
  const lease = new Lease(unitOfWork, 'relay', () => DATABASE_CLOCK[dialectOf(config.databaseUrl)]);
  const log = new HeldLog();
  const reader = new Reader(dataSource, config.databaseUrl);
  return {
    dataSource,
    unitOfWork,
    reader,
    log,
    lease,
    relay: new Relay(reader, unitOfWork, log, lease),
  };
}
