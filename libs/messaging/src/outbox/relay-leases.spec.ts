import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { until } from '@carshare/event-log/test/collector';
import { Ordered } from '@carshare/events';
import { Logger } from '@nestjs/common';
import { HeldLog, openStore, type Store } from '../../test/store.js';
import { DATABASE_CLOCK } from './database-clock.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';
import { ShardLeases } from './shard-leases.js';
import { TERM_MS, WHOLE } from './share.js';
import { ALL_SHARDS, shardOf } from './shards.js';

let store: Store;
let log: HeldLog;
let relay: Relay;

beforeEach(async () => {
  Logger.overrideLogger(false);
  store = await openStore();
  log = new HeldLog();
});

afterEach(async () => {
  await relay.stop();
  jest.restoreAllMocks();
  await store.close();
});

/** Commits events of the orders `from` to `to`, one transaction each. */
async function commit(from: number, to: number): Promise<void> {
  const outbox = new Outbox('order', [Ordered], relay);
  for (let id = from; id <= to; id += 1) {
    await store.unitOfWork.transaction(async (tx) =>
      outbox.add(tx, Ordered, { id, productId: '1001', qty: 1, status: 'Placed' }),
    );
  }
}

const keys = (): number[] => log.published.map((message) => Number(message.key));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

async function unsent(): Promise<number> {
  const [row] = await store.reader.query<{ n: number }>('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL');
  return Number(row?.n);
}

describe('A relay whose database others write to, too', () => {
  let leases: ShardLeases;
  let others: ShardLeases;

  const leasesOfReplica = (): ShardLeases =>
    new ShardLeases(store.reader, store.unitOfWork, () => DATABASE_CLOCK.sqlite);

  beforeEach(() => {
    leases = leasesOfReplica();
    others = leasesOfReplica();
    relay = new Relay(store.reader, store.unitOfWork, log, leases);
  });

  it('publishes though each transaction waits longer for a connection than a lease lasts', async () => {
    const elapsed = performance.now.bind(performance);
    let waited = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => elapsed() + waited);
    const { unitOfWork } = store;
    const transaction = unitOfWork.transaction.bind(unitOfWork);
    jest.spyOn(unitOfWork, 'transaction').mockImplementation((...asked) => {
      waited += TERM_MS + 1;
      return transaction(...asked);
    });
    await commit(1, 3);
    relay.start();
    await until(() => log.published.length >= 3);
    expect(keys()).toEqual(upTo(3));
  });

  it('publishes though a wrong clock wrote leases that end in an hour', async () => {
    await store.unitOfWork.transaction((tx) =>
      tx.execute("UPDATE leases SET owner = 'other', held_until = ?", [Date.now() + 3_600_000]),
    );
    await commit(1, 2);
    relay.start();
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual([1, 2]);
  });

  it('takes leases only when there is something to publish', async () => {
    const transaction = jest.spyOn(store.unitOfWork, 'transaction');
    relay.start();
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(transaction).not.toHaveBeenCalled();
    expect(relay.heldShards).toBe(0);
    await commit(1, 3);
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual(upTo(3));
    expect(relay.heldShards).toBe(13);
    // Beside the shards' leases: that of the whole outbox, and the replica's own row.
    const live = `SELECT COUNT(*) AS n FROM leases WHERE held_until > ${DATABASE_CLOCK.sqlite}`;
    expect(await store.reader.number(live)).toBe(15);
    expect(await others.hold()).toBeUndefined();
  });

  it('leaves to another what that one publishes, and looks at the leases no more often than it polls', async () => {
    await commit(1, 1);
    expect(await others.hold()).toEqual(ALL_SHARDS);
    const hold = jest.spyOn(leases, 'hold');
    relay.start();
    const begun = performance.now();
    for (let id = 2; id <= 60; id += 1) {
      await commit(id, id);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const polls = (performance.now() - begun) / 200;
    expect(hold.mock.calls.length).toBeLessThanOrEqual(polls + 2);
    expect(log.published).toEqual([]);
    await others.release();
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual(upTo(60));
  });

  it('publishes its own shards only', async () => {
    await commit(1, 39);
    await others.hold();
    await leases.hold();
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const kept = (await others.hold()) ?? [];
    // The older one has 7: they may be of the same millisecond.
    expect([6, 7]).toContain(kept.length);
    relay.start();
    await until(() => log.published.length >= 3 * (13 - kept.length));
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(keys()).toEqual(upTo(39).filter((key) => !kept.includes(shardOf(key))));
    expect(await unsent()).toBe(3 * kept.length);
  });

  it('does not publish again what another published while it took the leases', async () => {
    await commit(1, 2);
    const hold = leases.hold.bind(leases);
    jest.spyOn(leases, 'hold').mockImplementationOnce(async () => {
      await store.unitOfWork.transaction((tx) => tx.execute('UPDATE outbox SET sent_at = 1 WHERE message_key = 1'));
      return hold();
    });
    relay.start();
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual([2]);
  });

  it('does not publish what it read under leases that expired during the read', async () => {
    await commit(1, 2);
    const query = store.reader.query.bind(store.reader);
    const slow = jest.spyOn(store.reader, 'query').mockImplementation(async (sql, parameters) => {
      const rows = await query(sql, parameters);
      if (sql.includes('message_key')) await new Promise((resolve) => setTimeout(resolve, 3_100));
      return rows;
    });
    relay.start();
    await until(() => slow.mock.calls.some(([sql]) => sql.includes('message_key')));
    await new Promise((resolve) => setTimeout(resolve, 3_150));
    expect(log.attempts).toBe(0);
    slow.mockRestore();
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual([1, 2]);
  });

  it('waits while a replica that knows no shards publishes, and locks it out afterwards', async () => {
    const takeWhole = (): Promise<number> =>
      store.unitOfWork.transaction((tx) =>
        tx.execute(
          `UPDATE leases SET owner = 'old', held_until = ? WHERE name = ? AND (owner = 'old' OR held_until < ?)`,
          [Date.now() + 3_000, WHOLE.name, Date.now()],
        ),
      );
    expect(await takeWhole()).toBe(1);
    await commit(1, 3);
    relay.start();
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(log.published).toEqual([]);
    await store.unitOfWork.transaction((tx) => tx.execute("UPDATE leases SET held_until = 0 WHERE owner = 'old'"));
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual(upTo(3));
    expect(await takeWhole()).toBe(0);
  });
});
