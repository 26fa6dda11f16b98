import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeEvent, InvalidEvent, type RecordBytes } from '@carshare/events';
import { openEventLog, stderrLogLine, toMessage } from '@carshare/event-log';
import { Client } from './client.js';
import { eventually } from './eventually.js';
import { freePorts, ROOT, startShop, type Environment, type Shop } from './launcher.js';
import { createProfile } from './profile.js';
import { RandomRecords } from './random-records.js';
import type { List, Order } from './resources.js';
import { openPublisher } from './topic-publisher.js';

const CONSUMERS = [
  {
    service: 'order',
    group: 'order',
    types: ['Paid', 'PayCancelled', 'Shipped', 'DeliveryCanceled', 'HandedOver', 'Returned'],
  },
  { service: 'delivery', group: 'delivery', types: ['Paid'] },
  {
    service: 'customerpage',
    group: 'statusview',
    types: [
      'Ordered',
      'OrderCancelled',
      'OrderCompleted',
      'Paid',
      'PayCancelled',
      'Shipped',
      'DeliveryCanceled',
      'HandedOver',
      'Returned',
    ],
  },
] as const;
type Consumer = (typeof CONSUMERS)[number];

/** The first order of another publisher: the shop knows none of its orders. */
const FOREIGN_ORDERS = 2_000_000;

/** Orders after which the progress is logged: on Kafka 20,000 records take a quarter of an hour. */
const LOGGED_ORDERS = 100;

/** One dead letter of this many is compared byte for byte with the published record. */
const SHOWN_OF = 20;

export interface FuzzOptions {
  records: number;
  orders: number;
  seed: number;
  log?: (line: string) => void;
}

export interface FuzzReport {
  orders: number;
  records: number;
  deadLetters: Record<string, number>;
  /** The last output of the verification. */
  verified: string;
}

interface StuckList {
  stuck: { id: string; kind: string }[];
  next: string | null;
}

/**
 * Publishes records that no consumer can handle between real orders.
 * @throws {Error} unless every order is shipped, every group has read the whole topic, every bad record is a dead
 *   letter that can be shown and discarded, and the verification finds no breach
 */
export async function fuzzTopic(options: FuzzOptions): Promise<FuzzReport> {
  const { records, orders, seed, log = () => undefined } = options;
  const profile = await createProfile();
  const shop = await startShop({ env: profile.env, ports: await freePorts(), demoFleet: true });
  try {
    const client = new Client(shop.urls.gateway);
    await client.send('PATCH', '/cars/1001', '{"stock":1000000}', { 'content-type': 'application/json' });
    const bad = await publishBetweenOrders(profile.env, client, options);
    log(`${records} records and ${orders} orders are published; waiting for the consumers`);
    await waitForGroups(profile.env, records);
    await settled(client, orders, records);
    const deadLetters: Record<string, number> = {};
    for (const consumer of CONSUMERS) {
      deadLetters[consumer.service] = await discardAll(shop, consumer, bad.get(consumer.service) ?? []);
      log(`${consumer.service}: ${deadLetters[consumer.service]} dead letters are shown and discarded`);
    }
    const verified = await verify(profile.env);
    log(`seed ${seed}: ${verified}`);
    return { orders, records, deadLetters, verified };
  } finally {
    await shop.stop();
    await profile.remove();
  }
}

/** @returns the records that each consumer must store as dead letters */
async function publishBetweenOrders(
  env: Environment,
  client: Client,
  { records, orders, seed, log }: FuzzOptions,
): Promise<Map<string, RecordBytes[]>> {
  const random = new RandomRecords(seed);
  const publisher = await openPublisher(env);
  const bad = new Map<string, RecordBytes[]>(CONSUMERS.map(({ service }) => [service, []]));
  for (let order = 0; order < orders; order += 1) {
    const count = Math.floor(((order + 1) * records) / orders) - Math.floor((order * records) / orders);
    const batch = Array.from({ length: count }, () => random.next());
    await publisher.publish(batch);
    for (const consumer of CONSUMERS) {
      bad.get(consumer.service)?.push(...batch.filter((record) => isBad(record, consumer)));
    }
    const answer = await client.post('/orders', { productId: '1001', qty: 1 });
    await publisher.publish(foreignRental(FOREIGN_ORDERS + order));
    if (answer.status !== 201) throw new Error(`order ${order + 1} was answered ${answer.status}`);
    if ((order + 1) % LOGGED_ORDERS === 0) log?.(`${order + 1} of ${orders} orders are placed`);
  }
  await publisher.close();
  return bad;
}

/** The end of a rental of another publisher: valid events without headers. */
function foreignRental(orderId: number): RecordBytes[] {
  const [timestamp, at] = ['20260102030405', '2026-01-02T03:04:05Z'];
  const goods = { productId: '1001', qty: 1, amount: 49, currency: 'EUR' };
  return [
    { eventType: 'HandedOver', timestamp, id: orderId, orderId, at },
    { eventType: 'Returned', timestamp, id: orderId, orderId, at, damaged: null },
    { eventType: 'OrderCompleted', timestamp, id: orderId, ...goods, owed: 0, me: true },
  ].map((event) => ({ key: Buffer.from(String(orderId)), value: Buffer.from(JSON.stringify(event)), headers: [] }));
}

function isBad(record: RecordBytes, { types }: Consumer): boolean {
  try {
    const event = decodeEvent(toMessage(record), (type) => (types as readonly string[]).includes(type));
    if (event) throw new Error(`a random record is an event: ${JSON.stringify(event)}`);
    return false;
  } catch (error) {
    if (error instanceof InvalidEvent) return true;
    throw error;
  }
}

/** Checks that every group's offset is at the end of every partition. */
async function waitForGroups(
  { KAFKA_BROKERS: brokers = '', DATA_DIR: folder = '' }: Environment,
  records: number,
): Promise<void> {
  const list = brokers.split(',').filter((broker) => broker !== '');
  const log = openEventLog({ brokers: list, dataDir: folder, clientId: 'fuzz', log: stderrLogLine });
  try {
    for (const { group } of CONSUMERS) {
      await eventually(
        async () => {
          const lag = await log.lag(group);
          if (lag > 0) throw new Error(`${group} has not handled ${lag} records`);
        },
        60_000 + records * 20,
      );
    }
  } finally {
    await log.close();
  }
}

async function settled(client: Client, orders: number, records: number): Promise<void> {
  await eventually(async () => {
    const { body } = await client.get<List<Order>>('/orders?size=1');
    if (body.page.totalElements !== orders) {
      throw new Error(`${body.page.totalElements} of ${orders} orders are stored`);
    }
    for (let page = 0; page * 200 < orders; page += 1) {
      const list = (await client.get<List<Order>>(`/orders?size=200&page=${page}`)).body;
      const open = (list._embedded['orders'] ?? []).filter(({ status }) => status !== 'Shipped');
      if (open.length > 0) throw new Error(`order ${open[0]?.id} is ${open[0]?.status}`);
    }
  }, 60_000 + records);
}

/** Compares some dead letters byte for byte, and discards all. @returns their number */
async function discardAll(shop: Shop, { service }: Consumer, expected: readonly RecordBytes[]): Promise<number> {
  const client = new Client(shop.urls[service]);
  const path = `/operator/${service}/stuck`;
  const unseen = new Map<string, number>();
  for (const record of expected) unseen.set(nameOf(record), (unseen.get(nameOf(record)) ?? 0) + 1);
  let count = 0;
  for (;;) {
    const { stuck } = (await client.get<StuckList>(path)).body;
    if (stuck.length === 0) break;
    for (const { id, kind } of stuck) {
      if (kind !== 'dead') throw new Error(`${service} has stuck work of the kind ${kind}`);
      count += 1;
      if (count % SHOWN_OF === 1) await requireOneOf(unseen, client, `${path}/${id}`);
      const answer = await client.send<object>('DELETE', `${path}/${id}`, '{"reason":"fuzz"}', {
        'content-type': 'application/json',
      });
      if (answer.status !== 200) throw new Error(`discarding ${id} at ${service} was answered ${answer.status}`);
    }
  }
  // Two records with the same bytes are one dead letter.
  if (count !== unseen.size) throw new Error(`${service} has ${count} dead letters instead of ${unseen.size}`);
  return count;
}

async function requireOneOf(known: ReadonlyMap<string, number>, client: Client, path: string): Promise<void> {
  const { body } = await client.get<{ record: Shown }>(path);
  const { key, value, headers } = body.record;
  const name = JSON.stringify([key ?? '', value ?? '', headers.map((header) => [header.name, header.value]).sort()]);
  if (!known.has(name)) throw new Error(`${path} shows what was not published: ${name.slice(0, 500)}`);
}

interface Shown {
  key: string | null;
  value: string | null;
  headers: { name: string; value: string | null }[];
}

/**
 * Without the order of headers, which the publisher's client does not keep. The embedded log stores an absent part as
 * an empty one.
 */
function nameOf({ key, value, headers }: RecordBytes): string {
  const base64 = (part: Buffer | null): string => part?.toString('base64') ?? '';
  return JSON.stringify([base64(key), base64(value), headers.map(([name, header]) => [name, base64(header)]).sort()]);
}

async function verify(env: Environment): Promise<string> {
  const program = join(ROOT, 'tools/verify/src/main.ts');
  const args = ['--disable-warning=ExperimentalWarning', program, '--settled'];
  const options = { env: { PATH: process.env['PATH'], ...env }, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return stdout.trim().split('\n').at(-1) ?? '';
}
