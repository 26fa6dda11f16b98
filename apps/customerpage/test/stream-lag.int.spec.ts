import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsOf, eventually, RunningService, type TestDatabase } from '@carshare/testing';
import { everyEngine } from './support/engines.js';
import { StreamReader } from './support/stream-reader.js';
import { parts } from './parts.js';

describe.each(everyEngine())('On $name, the live stream of a read model that stands still', (engine) => {
  let database: TestDatabase;
  let dataDir: string;
  let url: string;
  let pages: RunningService;
  let stream: StreamReader;
  beforeEach(async () => {
    database = await engine.create();
    dataDir = await mkdtemp(join(tmpdir(), 'carshare-lag-'));
    url = database.url ?? `sqlite:${join(dataDir, 'pages.sqlite')}`;
    pages = await RunningService.start(parts, { DATABASE_URL: url, DATA_DIR: dataDir });
    stream = await StreamReader.open(pages.url);
    await follow(1);
    expect(stream.beats).toMatchObject([{ event: 'ready', behind: 0 }]);
  });
  afterEach(async () => {
    stream.close();
    await pages.stop();
    await database.drop();
    await rm(dataDir, { recursive: true });
  });

  const follow = (orderId: number): Promise<void> =>
    pages.log
      .publish([eventsOf(orderId)['paid']!])
      .then(() => eventually(() => expect(stream.orderIds).toContain(orderId)));
  const behind = (): number => stream.beats.at(-1)?.behind ?? 0;

  it('says how far it is behind while pages cannot be written, and that it has caught up', async () => {
    const unlock = await lockPages(url);
    const following = follow(2);
    await eventually(() => expect(behind()).toBeGreaterThanOrEqual(6));
    await eventually(() => expect(behind()).toBeGreaterThanOrEqual(8));
    expect(stream.orderIds).toEqual([1]);
    await unlock();
    await following;
    await eventually(() => expect(behind()).toBe(0));
  });

  it('says so while the consumer stands still, and stays ready to serve requests', async () => {
    const log = new DatabaseSync(join(dataDir, 'log.sqlite'), { timeout: 5_000 });
    const hold = log.prepare("UPDATE groups SET owner = 'another', lease_until = ? WHERE name = 'statusview'");
    hold.run(Date.now() + 3_600_000);
    const following = follow(2);
    following.catch(() => undefined);
    await eventually(() => expect(behind()).toBeGreaterThanOrEqual(6));
    expect((await pages.get('/health/ready')).status).toBe(200);
    expect(await pages.get('/metrics')).toMatchObject({
      body: { text: expect.stringMatching(/^read_model_age_seconds\{.*\} ([6-9]|\d\d)/m) },
    });
    hold.run(0);
    log.close();
    await following;
    await eventually(() => expect(behind()).toBe(0));
  });
});

/** Keeps everyone from writing pages; they can be read. @returns how to let them write again */
async function lockPages(url: string): Promise<() => Promise<void>> {
  if (url.startsWith('postgres')) {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE customerpages IN EXCLUSIVE MODE');
    return () => client.end();
  }
  if (url.startsWith('mysql')) {
    const connection = await createConnection(url);
    await connection.query('LOCK TABLES customerpages READ');
    return () => connection.end();
  }
  const file = new DatabaseSync(url.replace('sqlite:', ''), { timeout: 5_000 });
  file.exec('BEGIN IMMEDIATE');
  return async () => file.close();
}
