import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, describe, it } from '@jest/globals';
import { eventsOf, eventually, RunningService, serversOf, type TestDatabase } from '@carshare/testing';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { parts } from './parts.js';

const LOCKED_MS = 9_000;
/**
 * How long an event of another order may wait, in milliseconds. The embedded log has one partition, so it waits for the lock
 * timeout of 1 s, for the redelivery of its partition after at most 1 s, and for what a busy machine adds.
 */
const BOUND_MS = 3_000;

const servers = [...serversOf('mysql'), ...serversOf('postgres')];
const onServers =
  servers.length > 0 ? describe.each(servers) : describe.skip.each([{ name: 'a server: none is named' }]);

onServers('On $name, a page whose row is locked for 9 s', (engine) => {
  let database: TestDatabase;
  let pages: RunningService;
  beforeEach(async () => {
    database = await (engine as (typeof servers)[number]).create();
    pages = await RunningService.start(parts, { DATABASE_URL: database.url });
  });
  afterEach(async () => {
    await pages.stop();
    await database.drop();
  });

  const publish = (orderId: number, type: string): Promise<void> => pages.log.publish([eventsOf(orderId)[type]!]);
  /** Waits for the page of an order. @returns for how long, in milliseconds */
  const untilShown = async (orderId: number, status: string): Promise<number> => {
    const begun = performance.now();
    await eventually(async () => {
      const { body } = await pages.get(`/customerpages/${orderId}`);
      expect(body['status']).toBe(status);
    });
    return performance.now() - begun;
  };

  it('keeps back its own order alone', async () => {
    await publish(1, 'paid');
    await untilShown(1, 'Placed');
    const unlock = await lockPage(database.url!, 1);
    const unlocked = sleep(LOCKED_MS).then(unlock);
    await publish(1, 'shipped');
    const waits: number[] = [];
    for (const orderId of [2, 3, 4]) {
      await publish(orderId, 'paid');
      waits.push(await untilShown(orderId, 'Placed'));
    }
    expect(Math.max(...waits)).toBeLessThan(BOUND_MS);
    await unlocked;
    await untilShown(1, 'Shipped');
  });
});

/** @returns how to unlock it */
async function lockPage(url: string, orderId: number): Promise<() => Promise<void>> {
  const lock = `SELECT order_id FROM customerpages WHERE order_id = ${orderId} FOR UPDATE`;
  if (url.startsWith('postgres')) {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('BEGIN');
    expect((await client.query(lock)).rowCount).toBe(1);
    return () => client.end();
  }
  const connection = await createConnection(url);
  await connection.beginTransaction();
  expect((await connection.query(lock))[0]).toHaveLength(1);
  return () => connection.end();
}
