import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ordered } from '@carshare/events';
import { Logger } from '@nestjs/common';
import { HeldLog, openStore, relayOf, type Store } from '../../test/store.js';
import { DATABASE_CLOCK, Lease } from './lease.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';

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
    const waits = tries.slice(1).map((time, index) => time - tries[index]!);
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

describe('A relay whose database others write to, too', () => {
  let lease: Lease;
  let others: Lease;

  beforeEach(() => {
    lease = new Lease(store.unitOfWork, 'relay', () => DATABASE_CLOCK.sqlite);
    others = new Lease(store.unitOfWork, 'relay', () => DATABASE_CLOCK.sqlite);
    relay = new Relay(store.reader, store.unitOfWork, log, lease);
  });

  it('publishes though a wrong clock wrote a lease that ends in an hour', async () => {
    await store.unitOfWork.transaction((tx) =>
      tx.execute("UPDATE leases SET owner = 'other', held_until = ? WHERE name = 'relay'", [Date.now() + 3_600_000]),
    );
    await commit(1, 2);
    relay.start();
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual([1, 2]);
  });

  it('takes the lease only when there is something to publish', async () => {
    const hold = jest.spyOn(lease, 'hold');
    relay.start();
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(hold).not.toHaveBeenCalled();
    await commit(1, 3);
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual(upTo(3));
    expect(await others.hold()).toBe(false);
  });

  it('leaves to another what that one publishes, and asks for the lease no more often than it polls', async () => {
    await others.hold();
    const hold = jest.spyOn(lease, 'hold');
    relay.start();
    const begun = performance.now();
    for (let id = 1; id <= 60; id += 1) {
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

  it('does not publish again what another published while it took the lease', async () => {
    await commit(1, 2);
    const hold = lease.hold.bind(lease);
    jest.spyOn(lease, 'hold').mockImplementationOnce(async () => {
      await store.unitOfWork.transaction((tx) => tx.execute('UPDATE outbox SET sent_at = 1 WHERE message_key = 1'));
      return hold();
    });
    relay.start();
    await until(async () => (await unsent()) === 0);
    expect(keys()).toEqual([2]);
  });
});
