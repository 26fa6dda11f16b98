import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ordered } from '@carshare/events';
import { Logger } from '@nestjs/common';
import { HeldLog, openStore, relayOf, type Store } from '../../test/store.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';
import { ShardLeases } from './shard-leases.js';

let store: Store;
let log: HeldLog;
let relay: Relay;

beforeEach(async () => {
  Logger.overrideLogger(false);
  store = await openStore();
  log = new HeldLog();
  relay = relayOf(store, log);
});

afterEach(async () => {
  await relay.stop();
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
const gapsOf = (times: readonly number[]): number[] => times.slice(1).map((time, index) => time - times[index]!);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

async function unsent(): Promise<number> {
  const [row] = await store.reader.query<{ n: number }>('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL');
  return Number(row?.n);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it does not happen within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('The relay', () => {
  it('publishes more than a batch in the order of the commits, each once', async () => {
    await commit(1, 450);
    relay.start();
    await until(() => log.published.length >= 450);
    await relay.stop();
    expect(keys()).toEqual(upTo(450));
    expect(log.attempts).toBe(3);
    expect(await unsent()).toBe(0);
  });

  it('gathers no longer when a batch is full', async () => {
    const tries: number[] = [];
    log.before = async () => void tries.push(performance.now());
    await commit(1, 2_000);
    relay.start();
    await until(() => log.published.length >= 2_000);
    const gaps = gapsOf(tries);
    expect(gaps).toHaveLength(9);
    expect(Math.min(...gaps)).toBeLessThan(15);
  });

  it('reads all shards with one query in each round', async () => {
    const query = jest.spyOn(store.reader, 'query');
    await commit(1, 450);
    query.mockClear();
    relay.start();
    await until(() => log.published.length >= 450);
    await relay.stop();
    expect(query.mock.calls.map(([sql]) => /FROM outbox WHERE sent_at IS NULL ORDER BY/.test(sql))).not.toContain(
      false,
    );
    // Three rounds, the one before the relay stops, and polls.
    expect(query.mock.calls.length).toBeLessThanOrEqual(6);
  });

  it('backs off while publishing fails and then publishes everything in order', async () => {
    let refused = 0;
    const tries: number[] = [];
    log.before = async () => {
      tries.push(performance.now());
      if (refused < 3) {
        refused += 1;
        throw new Error('the broker is away');
      }
    };
    await commit(1, 3);
    relay.start();
    await until(() => refused === 2);
    await commit(4, 5);
    await until(async () => log.published.length === 5 && (await unsent()) === 0);
    expect(keys()).toEqual(upTo(5));
    const waits = gapsOf(tries);
    expect(waits[0]).toBeGreaterThanOrEqual(95);
    expect(waits[1]).toBeGreaterThanOrEqual(195);
    expect(waits[2]).toBeGreaterThanOrEqual(395);
  });

  it('marks nothing as sent before the log has acknowledged it', async () => {
    let acknowledge = (): void => undefined;
    log.before = () => new Promise((resolve) => (acknowledge = resolve));
    await commit(1, 2);
    relay.start();
    await until(() => log.attempts === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await unsent()).toBe(2);
    acknowledge();
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual([1, 2]);
  });

  it('publishes what is left before it stops', async () => {
    relay.start();
    await until(() => relay.lastProgressAt > 0);
    await commit(1, 250);
    await relay.stop();
    expect(keys()).toEqual(upTo(250));
    expect(await unsent()).toBe(0);
  });

  it('stops while the log is away and leaves the events for the next start', async () => {
    log.before = async () => {
      throw new Error('the broker is away');
    };
    await commit(1, 2);
    relay.start();
    await until(() => log.attempts > 0);
    await relay.stop();
    expect(await unsent()).toBe(2);
    log.before = async () => undefined;
    const next = relayOf(store, log);
    next.start();
    await next.stop();
    expect(keys()).toEqual([1, 2]);
  });
});

describe('A relay with several lanes', () => {
  /** Commits `rounds` events of each of 40 orders, round by round. */
  async function commitRounds(rounds: number): Promise<void> {
    const outbox = new Outbox('order', [Ordered], relay);
    for (let round = 1; round <= rounds; round += 1) {
      await store.unitOfWork.transaction(async (tx) => {
        for (let id = 1; id <= 40; id += 1) outbox.add(tx, Ordered, { id, productId: '1001', qty: round, status: '' });
      });
    }
  }

  it('publishes shards side by side while more waits than a batch, each key in its order', async () => {
    relay = new Relay(store.reader, store.unitOfWork, log, new ShardLeases(store.reader, store.unitOfWork), 3);
    let inFlight = 0;
    let most = 0;
    log.before = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setTimeout(resolve, 5 * Math.random()));
      inFlight -= 1;
    };
    await commitRounds(40);
    relay.start();
    await until(() => log.published.length >= 1_600);
    await relay.stop();
    expect(most).toBe(3);
    const byKey = Map.groupBy(log.published, ({ key }) => key);
    for (const messages of byKey.values()) {
      expect(messages.map(({ value }) => (JSON.parse(value) as { qty: number }).qty)).toEqual(upTo(40));
    }
    expect(byKey.size).toBe(40);
    expect(await unsent()).toBe(0);
  });

  it('marks what one lane published though another failed, and publishes the rest again', async () => {
    relay = new Relay(store.reader, store.unitOfWork, log, new ShardLeases(store.reader, store.unitOfWork), 3);
    log.before = async () => {
      if (log.attempts === 2) throw new Error('the broker is away');
    };
    await commitRounds(10);
    relay.start();
    await until(async () => log.published.length >= 400 && (await unsent()) === 0);
    expect(log.published).toHaveLength(400);
    const byKey = Map.groupBy(log.published, ({ key }) => key);
    for (const messages of byKey.values()) {
      expect(messages.map(({ value }) => (JSON.parse(value) as { qty: number }).qty)).toEqual(upTo(10));
    }
  });
});
