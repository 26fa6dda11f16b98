import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTopic, type EventLog } from '@carshare/event-log';
import { silent, until } from '@carshare/event-log/test/collector';
import { openTarget, type LogTarget } from '@carshare/event-log/test/log-target';
import { notRun, servers, sqlite, type EmptyDatabase } from '@carshare/persistence/test/engines';
import { Logger } from '@nestjs/common';
import { openStore, type Store } from './store.js';
import { EARLIER, EFFECTS, effectsIn, eventsOf, LATER, SEQUENCE, version } from './versions.js';

const brokers = process.env['TEST_KAFKA_BROKERS'];
const ORDERS = 12;

interface Surroundings {
  name: string;
  target(folder: string): Promise<LogTarget>;
}

const EMBEDDED: Surroundings = {
  name: 'the embedded log',
  target: async (folder) => ['embedded', join(folder, 'log.sqlite')],
};

const KAFKA: Surroundings = {
  name: 'Kafka',
  target: async () => {
    const topic = `rolling-${randomUUID()}`;
    await createTopic({ brokers: brokers?.split(',') ?? [], clientId: 'test', log: silent }, 3, topic);
    return ['kafka', brokers ?? '', topic];
  },
};

const ENGINES = [sqlite, ...servers];
const LOGS = brokers ? [EMBEDDED, KAFKA] : [EMBEDDED];
const missing = [notRun, brokers ? '' : 'NOT RUN on Kafka: TEST_KAFKA_BROKERS is not set'].filter(Boolean).join(', ');

beforeAll(() => void Logger.overrideLogger(false));
afterAll(() => void Logger.overrideLogger(true));

describe.each(ENGINES)(`A rolling update on $name${missing && ` (${missing})`}`, (engine) => {
  let database: EmptyDatabase;
  let folder: string;
  let store: Store;
  let logs: EventLog[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rolling-'));
    database = await engine.create();
    store = await openStore(database.url);
    await store.unitOfWork.transaction((tx) => tx.execute(EFFECTS));
    logs = [];
  });
  afterEach(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await store.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it.each(LOGS)('with $name loses no event and applies none twice', async ({ target }) => {
    const place = await target(folder);
    const open = (): EventLog => {
      const log = openTarget(place);
      logs.push(log);
      return log;
    };
    const publisher = open();
    const publish = async (from: number): Promise<void> => {
      const orders = Array.from({ length: ORDERS }, (_, n) => eventsOf(from + n));
      // Like the relay: the first events of all orders before the second ones.
      for (const step of [0, 1, 2]) await publisher.publish(orders.flatMap((events) => events[step] ?? []));
    };
    const ended = async (): Promise<number> =>
      [...(await effectsIn(store)).values()].filter(({ length }) => length === SEQUENCE.length).length;

    const earlier = version(store, open(), EARLIER);
    await earlier.start();
    await publish(1);
    await until(async () => (await store.reader.number('SELECT COUNT(*) AS n FROM stuck_events')) === 2 * ORDERS);
    await until(async () => (await publisher.lag('order')) === 0);
    expect([...(await effectsIn(store)).values()]).toEqual(Array.from({ length: ORDERS }, () => ['Shipped']));

    const later = version(store, open(), LATER);
    await later.start();
    await until(async () => (await ended()) === ORDERS);
    await publish(1 + ORDERS);
    await until(async () => (await ended()) === 2 * ORDERS);

    await earlier.consumer.close();
    await publish(1 + 2 * ORDERS);
    await until(async () => (await ended()) === 3 * ORDERS);
    await later.consumer.close();
    expect([...(await effectsIn(store)).values()]).toEqual(Array.from({ length: 3 * ORDERS }, () => SEQUENCE));
    expect(await store.reader.query('SELECT id FROM stuck_events')).toEqual([]);
  });
});
