import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEventLog, stderrLogLine } from '@carshare/event-log';
import { UnitOfWork } from '@carshare/persistence';
import { eventsOf, eventually, RunningService, type TestDatabase } from '@carshare/testing';
import { CustomerpagesService } from '../src/customerpages/customerpages.service.js';
import { pageEventOf, type PageEvent } from '../src/customerpages/rental-facts.js';
import { everyEngine } from './support/engines.js';
import { StreamReader } from './support/stream-reader.js';
import { parts } from './parts.js';

const MAIN = new URL('../src/main.ts', import.meta.url).pathname;
const LOADER = new URL('../../../libs/testing/src/source-loader.mjs', import.meta.url).href;
/** Sets the process's clock back by five minutes. */
const SLOW_CLOCK = `data:text/javascript,${encodeURIComponent(`
  const { now } = Date, Real = Date, behind = 300_000;
  globalThis.Date = class extends Real {
    constructor(...of) { of.length ? super(...of) : super(now() - behind); }
    static now() { return now() - behind; }
  };`)}`;

describe.each(everyEngine())('On $name, the live stream', (engine) => {
  let database: TestDatabase;
  let dataDir: string;
  let env: Record<string, string>;
  let pages: RunningService;
  let child: ChildProcess | undefined;
  let stream: StreamReader | undefined;
  beforeEach(async () => {
    database = await engine.create();
    dataDir = await mkdtemp(join(tmpdir(), 'carshare-stream-'));
    env = { DATA_DIR: dataDir, DATABASE_URL: database.url ?? `sqlite:${join(dataDir, 'pages.sqlite')}` };
  });
  afterEach(async () => {
    stream?.close();
    await pages.stop();
    if (child) await stopped(child);
    child = undefined;
    await database.drop();
    await rm(dataDir, { recursive: true });
  });

  it('has the changes of a replica whose clock is five minutes behind', async () => {
    // Both share the database. The log with the events is the other replica's alone, so that this process only streams.
    pages = await RunningService.start(parts, { ...env, DATA_DIR: join(dataDir, 'own') });
    child = await replica(env);
    stream = await StreamReader.open(pages.url);
    const log = openEventLog({ brokers: [], dataDir, clientId: 'test', log: stderrLogLine });
    await log.publish([eventsOf(1)['paid']!, eventsOf(2)['paid']!]);
    await log.close();
    await eventually(async () => expect(await pages.list('/customerpages')).toHaveLength(2));
    const [row] = await pages.rows<{ n: number | string }>('SELECT MAX(touched_at) AS n FROM customerpages');
    expect(Number(row?.n)).toBeLessThan(Date.now() - 290_000);
    await eventually(() => expect(stream!.orderIds.toSorted()).toEqual([1, 2]));
  });

  it('has a change whose transaction commits seconds after later ones', async () => {
    pages = await RunningService.start(parts, env);
    stream = await StreamReader.open(pages.url);
    const written = Promise.withResolvers<undefined>();
    const commit = Promise.withResolvers<undefined>();
    const late = note(1, async () => {
      written.resolve(undefined);
      await commit.promise;
    });
    await written.promise;
    const later = note(2);
    if (engine.name !== 'SQLite') {
      await later;
      await eventually(() => expect(stream!.orderIds).toEqual([2]));
    }
    await sleep(3_000);
    if (engine.name !== 'SQLite') {
      await note(3);
      await eventually(() => expect(stream!.orderIds).toEqual([2, 3]));
    }
    commit.resolve(undefined);
    await Promise.all([late, later]);
    await eventually(() => expect(stream!.orderIds).toContain(1));
    expect(stream.orderIds).toContain(2);
  });

  it('has a change that was written before the stream began and is committed after', async () => {
    pages = await RunningService.start(parts, env);
    await note(2);
    const written = Promise.withResolvers<undefined>();
    const commit = Promise.withResolvers<undefined>();
    const late = note(1, async () => {
      written.resolve(undefined);
      await commit.promise;
    });
    await written.promise;
    const later = note(3);
    if (engine.name !== 'SQLite') await later;
    await sleep(3_000);
    stream = await StreamReader.open(pages.url);
    commit.resolve(undefined);
    await Promise.all([late, later]);
    await eventually(() => expect(stream!.orderIds).toContain(1));
  });

  /** Writes the page of an order as the consumer does. @param stall runs between the last statement and the commit */
  function note(orderId: number, stall?: () => Promise<void>): Promise<void> {
    const service = pages.app.get(CustomerpagesService);
    return pages.app.get(UnitOfWork).transaction(async (tx) => {
      service.note(tx, received(orderId));
      if (stall) tx.onCommitting(stall);
    });
  }
});

function received(orderId: number): PageEvent {
  const event = pageEventOf(eventsOf(orderId)['paid']!);
  if (!event) throw new Error('Paid was not decoded');
  return event;
}

/** Starts the service as another process whose clock is slow; resolves when it is ready. */
async function replica(env: Record<string, string>): Promise<ChildProcess> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const child = spawn(process.execPath, ['--no-warnings', '--import', SLOW_CLOCK, '--import', LOADER, MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...env, PORT: String(port) },
    stdio: 'ignore',
  });
  await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200));
  return child;
}

async function stopped(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
