import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, InvalidEvent, Ordered, Paid, Shipped, type WireMessage } from '@carshare/events';
import { Reader, UnitOfWork } from '@carshare/persistence';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildApp, HandDeliveredLog, PaymentsController, type Plan } from '../../test/hand-delivered.js';
import { HeldLog } from '../../test/store.js';
import { Relay } from '../outbox/relay.js';
import { ShardLeases } from '../outbox/shard-leases.js';
import { EventConsumer } from './event-consumer.js';

let folder: string;
let log: HandDeliveredLog;
let plan: Plan;
let app: NestFastifyApplication;
let reader: Reader;
let consumer: EventConsumer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consumer-'));
  log = new HandDeliveredLog();
  plan = new Map();
  app = await buildApp(folder, log, plan);
  reader = app.get(Reader);
  consumer = app.get(EventConsumer);
  await app
    .get(UnitOfWork)
    .transaction((tx) => tx.execute('CREATE TABLE effects (n INTEGER PRIMARY KEY, payment INTEGER, told TEXT)'));
});

afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

function paid(id: number, orderId: number): WireMessage {
  const data = { id, orderId, productId: '1001', qty: 1, status: 'OrderApproved' };
  return encodeEvent(Paid, data, { id: `event-${id}`, source: 'payment', time: new Date(0) });
}

const deliver = (...messages: WireMessage[]): Promise<void> =>
  log.deliver(messages.map((message, index) => ({ ...message, partition: 0, offset: String(index) })));
const fail = (payment: number, error: unknown, times = Infinity): unknown => plan.set(payment, { error, times });
const attempts = (): number[] => app.get(PaymentsController).attempts;

const relay = (): Relay => new Relay(reader, app.get(UnitOfWork), log, new ShardLeases(reader, app.get(UnitOfWork)));

async function effects(): Promise<number[]> {
  const rows = await reader.query<{ payment: number }>('SELECT payment FROM effects ORDER BY n');
  return rows.map(({ payment }) => payment);
}

const stuck = (): Promise<object[]> =>
  reader.query('SELECT kind, message_key AS messageKey, reason FROM stuck_events ORDER BY id');

describe('A handler', () => {
  it('gets the event and the open transaction', async () => {
    await deliver(paid(1, 7));
    expect(await reader.query('SELECT payment, told FROM effects')).toEqual([{ payment: 1, told: 'Paid 7' }]);
  });

  it('hears each event once and no event that it does not name', async () => {
    const order = { id: 9, productId: '1001', qty: 1, status: 'Placed' };
    const ordered = encodeEvent(Ordered, order, { id: 'event-o', source: 'order', time: new Date(0) });
    const unheard = { key: '1', value: '{"eventType":"Weather","timestamp":"20260101000000"}', headers: {} };
    await deliver(ordered, unheard, paid(1, 7));
    await deliver(paid(1, 7), ordered);
    expect(await effects()).toEqual([1]);
    expect(await reader.query('SELECT event_id FROM inbox')).toEqual([{ event_id: 'event-1' }]);
    expect(await stuck()).toEqual([]);
  });

  it('hears an event without headers once, told apart by its content', async () => {
    const foreign = { ...paid(1, 7), headers: {} };
    const other = { ...paid(2, 7), headers: {} };
    await deliver(foreign, other, foreign);
    await deliver(foreign);
    expect(await effects()).toEqual([1, 2]);
  });
});

describe('A failing event', () => {
  it('is tried again after a wait, and leaves nothing of the tries that failed', async () => {
    fail(1, new Error('try again'), 3);
    const start = performance.now();
    await deliver(paid(1, 7), paid(2, 8));
    // The other key does not wait for it.
    expect(await effects()).toEqual([2, 1]);
    expect(attempts()).toEqual([1, 1, 2, 1, 1]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(240);
    expect(await stuck()).toEqual([]);
  });

  it('is parked with its key in the end, and the other keys go on', async () => {
    fail(2, new Error('it never works'));
    await deliver(paid(1, 7), paid(2, 7), paid(3, 7), paid(4, 8));
    await deliver(paid(5, 7), paid(6, 8));
    expect(await effects()).toEqual([1, 4, 6]);
    expect(await stuck()).toEqual([
      { kind: 'parked', messageKey: '7', reason: 'it never works' },
      { kind: 'parked', messageKey: '7', reason: 'an earlier event of this key is parked' },
      { kind: 'parked', messageKey: '7', reason: 'an earlier event of this key is parked' },
    ]);
  });

  it('is parked under its order, whatever key a foreign publisher gave it', async () => {
    fail(1, new Error('it never works'));
    await deliver({ ...paid(1, 7), key: 'whatever', headers: {} }, paid(2, 7));
    expect(await effects()).toEqual([]);
    expect(await stuck()).toMatchObject([{ messageKey: '7' }, { messageKey: '7' }]);
  });

  it('is buried at once when no retry can mend it', async () => {
    fail(1, new InvalidEvent('the amount contradicts the order'));
    await deliver(paid(1, 7), paid(2, 7));
    expect(await stuck()).toEqual([{ kind: 'dead', messageKey: '7', reason: 'the amount contradicts the order' }]);
    expect(attempts().filter((id) => id === 1)).toHaveLength(2);
    expect(await effects()).toEqual([2]);
  });

  it('is delivered again, not parked, while the database is away', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    fail(1, away, 2);
    await expect(deliver(paid(1, 7), paid(2, 8))).rejects.toBe(away);
    expect(attempts()).toEqual([1]);
    expect([await effects(), await stuck()]).toEqual([[], []]);
    await expect(deliver(paid(1, 7), paid(2, 8))).rejects.toBe(away);
    await deliver(paid(1, 7), paid(2, 8));
    expect(await effects()).toEqual([1, 2]);
  });
});

describe('A condition of the database', () => {
  it.each([
    ['SQLite: the disk is full', { code: 'ERR_SQLITE_ERROR', errcode: 13 }],
    ['SQLite: the file is read-only', { code: 'ERR_SQLITE_ERROR', errcode: 1544 }],
    ['MySQL: read-only after a failover', { code: 'ER_OPTION_PREVENTS_STATEMENT', errno: 1290 }],
    ['MySQL: the connections of the account are used up', { code: 'ER_TOO_MANY_USER_CONNECTIONS', errno: 1203 }],
    ['MySQL: the disk is full', { code: 'ER_DISK_FULL', errno: 1021 }],
    ['PostgreSQL: read-only after a failover', { code: '25006' }],
    ['PostgreSQL: the disk is full', { code: '53100' }],
    ['PostgreSQL: too many connections', { code: '53300' }],
    ['PostgreSQL: a statement timeout', { code: '57014' }],
  ])('is waited for, however long it lasts (%s)', async (_, facts) => {
    const condition = Object.assign(new Error('not now'), facts);
    fail(1, condition, 7);
    for (let time = 0; time < 7; time += 1) await expect(deliver(paid(1, 7), paid(2, 8))).rejects.toBe(condition);
    expect([await effects(), await stuck()]).toEqual([[], []]);
    await deliver(paid(1, 7), paid(2, 8));
    expect([await effects(), await stuck()]).toEqual([[1, 2], []]);
  });

  it.each([
    ['MySQL: lock wait timeout', { code: 'ER_LOCK_WAIT_TIMEOUT', errno: 1205 }],
    ['PostgreSQL: lock timeout', { code: '55P03' }],
    ['PostgreSQL: deadlock', { code: '40P01' }],
  ])('that holds one key keeps back this key alone (%s)', async (_, facts) => {
    const locked = Object.assign(new Error('the row is locked'), facts);
    fail(1, locked);
    const deliverTo = (partition: number, ...messages: WireMessage[]): Promise<void> =>
      log.deliver(messages.map((message, index) => ({ ...message, partition, offset: String(index) })));
    const waiting = deliverTo(0, paid(1, 7), paid(2, 8), paid(3, 7));
    waiting.catch(() => undefined);
    await deliverTo(1, paid(4, 9));
    await expect(waiting).rejects.toBe(locked);
    expect([(await effects()).sort(), await stuck()]).toEqual([[2, 4], []]);

    // Delivered again it no longer shares its transaction, so that no other partition waits for the lock.
    const transaction = jest.spyOn(app.get(UnitOfWork), 'transaction');
    await Promise.all([
      deliverTo(0, paid(1, 7), paid(2, 8), paid(3, 7)).catch(() => undefined),
      deliverTo(1, paid(5, 9)),
      deliverTo(2, paid(6, 10)),
    ]);
    expect(transaction).toHaveBeenCalledTimes(3);
    plan.clear();
    await deliverTo(0, paid(1, 7), paid(2, 8), paid(3, 7));
    expect([(await effects()).sort(), await stuck()]).toEqual([[1, 2, 3, 4, 5, 6], []]);
  });
});

describe('Batches of several partitions', () => {
  it('share a transaction when they come at once', async () => {
    const transaction = jest.spyOn(app.get(UnitOfWork), 'transaction');
    await Promise.all([deliver(paid(1, 7)), deliver(paid(2, 8), paid(3, 8)), deliver(paid(4, 9))]);
    expect(transaction).toHaveBeenCalledTimes(1);
    expect(await effects()).toEqual([1, 2, 3, 4]);
  });

  it('do not wait for the one whose event fails', async () => {
    fail(1, new Error('it never works'));
    const failing = deliver(paid(1, 7));
    await Promise.all([deliver(paid(2, 8)), deliver(paid(3, 9))]);
    expect([await effects(), await stuck()]).toEqual([[2, 3], []]);
    await failing;
    expect(await stuck()).toEqual([{ kind: 'parked', messageKey: '7', reason: 'it never works' }]);
    expect(await effects()).toEqual([2, 3]);
  });
});

describe('The consumer', () => {
  it('reports the progress of its subscription', () => {
    expect(consumer.progress()).toEqual(log.progress);
  });

  it('stops hearing before it closes the log', async () => {
    await consumer.close();
    expect(log.closed).toEqual(['subscription', 'log']);
  });

  it('without a group hears nothing and starts all the same', async () => {
    const mute = new EventConsumer(new HeldLog(), { group: undefined, consumes: [] }, consumer.inbox, relay());
    const started = await new Promise((resolve) => mute.listen(resolve));
    expect(started).toBeUndefined();
    await mute.close();
  });

  it.each([
    ['lacks a handler of the contract', [Paid], 'no handler for Paid, which the service consumes by the contract'],
    ['has a handler beyond it', [], undefined],
  ])('does not start when the service %s', async (_title, consumes, fault) => {
    const strict = new EventConsumer(new HandDeliveredLog(), { group: 'delivery', consumes }, consumer.inbox, relay());
    if (!fault) strict.addHandler(Shipped.type, async () => undefined, true);
    const started = await new Promise((resolve) => strict.listen(resolve));
    const reason = fault ?? 'a handler for Shipped, which the service does not consume by it';
    expect(started).toEqual(new TypeError(`the service has ${reason}`));
  });

  it('reports a log that it cannot subscribe to', async () => {
    const lost = new EventConsumer(new HandDeliveredLog(), { group: 'other', consumes: [] }, consumer.inbox, relay());
    const started = await new Promise((resolve) => lost.listen(resolve));
    expect(started).toEqual(new Error('another group'));
  });
});
