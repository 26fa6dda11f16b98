import { setTimeout as sleep } from 'node:timers/promises';
import { Ordered, type WireMessage } from '@carshare/events';
import { dialectOf } from '@carshare/persistence';
import type { EmptyDatabase } from '@carshare/persistence/test/engines';
import { DATABASE_CLOCK } from '../src/outbox/database-clock.js';
import { Outbox } from '../src/outbox/outbox.js';
import { Relay } from '../src/outbox/relay.js';
import { ShardLeases } from '../src/outbox/shard-leases.js';
import { HeldLog, openStore, type Store } from './store.js';

/** A replica of a service: its relay, and its way to the topic. */
export interface Replica {
  store: Store;
  log: HeldLog;
  leases: ShardLeases;
  relay: Relay;
}

/** Replicas of one service on one database and one topic. */
export class Replicas {
  private readonly stores: Store[] = [];
  private readonly all: Replica[] = [];
  /** What is on the topic, in its order. */
  readonly topic: WireMessage[] = [];

  constructor(private readonly database: EmptyDatabase) {}

  /** Adds a replica, whose relay is not started. On SQLite they share connections, because the file has one writer. */
  async add(): Promise<Replica> {
    const { url } = this.database;
    const dialect = dialectOf(url);
    const [first] = this.stores;
    const store = first && dialect === 'sqlite' ? first : await openStore(url);
    if (store !== first) this.stores.push(store);
    const leases = new ShardLeases(store.reader, store.unitOfWork, () => DATABASE_CLOCK[dialect]);
    const log = new HeldLog(this.topic);
    const relay = new Relay(store.reader, store.unitOfWork, log, leases, 3);
    const replica = { store, log, leases, relay };
    this.all.push(replica);
    return replica;
  }

  async close(): Promise<void> {
    for (const { relay, log } of this.all) {
      log.before = async () => undefined;
      await relay.stop();
    }
    for (const store of this.stores) await store.close();
  }
}

/** Commits event number `n` of each of the orders 1 to `orders`. */
export async function commitRound(by: Replica, n: number, orders: number): Promise<void> {
  const outbox = new Outbox('order', [Ordered], by.relay);
  await by.store.unitOfWork.transaction(async (tx) => {
    for (let id = 1; id <= orders; id += 1) outbox.add(tx, Ordered, { id, productId: '1001', qty: n, status: '' });
  });
}

/** Commits a round of 26 orders every 20 ms, by each replica in turn, until it is stopped. */
export function load(replicas: readonly Replica[], from = 1): { stop(): Promise<number> } {
  let round = from - 1;
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      round += 1;
      const by = replicas[round % replicas.length];
      if (by) await commitRound(by, round, 26);
      await sleep(20);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await done;
      return round;
    },
  };
}

/** The numbers of each order's events in the order of the topic, without repetitions of an event. */
export function roundsByOrder(topic: readonly WireMessage[]): Map<string, number[]> {
  const seen = new Map<string, Set<number>>();
  for (const { key, value } of topic) {
    const rounds = seen.get(key) ?? new Set();
    seen.set(key, rounds.add((JSON.parse(value) as { qty: number }).qty));
  }
  return new Map([...seen].map(([key, rounds]) => [key, [...rounds]]));
}
