import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { until } from '@carshare/event-log/test/collector';
import { dialectOf } from '@carshare/persistence';
import { notRun, servers, sqlite, type EmptyDatabase } from '@carshare/persistence/test/engines';
import { ServiceConfig } from '@carshare/service-kit';
import { Logger } from '@nestjs/common';
import { isSkipped, skipBatch } from '../src/inbox/skipped-batches.js';
import { DATABASE_CLOCK } from '../src/outbox/database-clock.js';
import { WHOLE } from '../src/outbox/share.js';
import { commitRound, load, Replicas, roundsByOrder, type Replica } from './replicas.js';

class Config extends ServiceConfig {
  readonly service = 'replica';
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe.each([sqlite, ...servers])(`Replicas on one $name${notRun && ` (${notRun})`}`, (engine) => {
  let database: EmptyDatabase;
  let replicas: Replicas;
  let first: Replica;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    database = await engine.create();
    replicas = new Replicas(database);
    first = await replicas.add();
  });
  afterEach(async () => {
    await replicas.close();
    await database.drop();
  });

  const waiting = (): Promise<number> =>
    first.store.reader.number('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL');

  /** Waits until everything is published, and expects each order's events in their order. */
  async function expectAllInOrder(rounds: number): Promise<void> {
    await until(async () => (await waiting()) === 0);
    expect([...roundsByOrder(replicas.topic).values()]).toEqual(Array.from({ length: 26 }, () => upTo(rounds)));
  }

  it('share the shards fairly as replicas come and go, and keep the order of each key, each event once', async () => {
    const all = [first, await replicas.add(), await replicas.add()];
    const [, second, third] = all as [Replica, Replica, Replica];
    const work = load(all);
    // Sorted, because replicas of the same millisecond have no certain rank.
    const sizes = (): string => [...all.map(({ relay }) => relay.heldShards)].sort((a, b) => b - a).toString();
    first.relay.start();
    await until(() => sizes() === '13,0,0');
    second.relay.start();
    await until(() => sizes() === '7,6,0');
    third.relay.start();
    await until(() => sizes() === '5,4,4');
    expect(new Set(all.flatMap(({ leases }) => leases.held)).size).toBe(13);
    const begun = performance.now();
    await second.relay.stop();
    await until(() => first.relay.heldShards + third.relay.heldShards === 13);
    expect(performance.now() - begun).toBeLessThan(2_500);
    await expectAllInOrder(await work.stop());
    expect(all.every(({ log }) => log.attempts > 0)).toBe(true);
    expect(replicas.topic).toHaveLength(26 * (roundsByOrder(replicas.topic).get('1')?.length ?? 0));
  });

  it('take over from one that hangs, whose late publication overtakes nothing', async () => {
    const second = await replicas.add();
    first.relay.start();
    second.relay.start();
    const work = load([first, second]);
    const shared = (): boolean =>
      [first, second].every(({ relay }) => relay.heldShards === 6 || relay.heldShards === 7);
    await until(shared);
    let resume = (): void => undefined;
    const hung = new Promise<void>((resolve) => (resume = resolve));
    const attempts = first.log.attempts;
    first.log.before = () => hung;
    await until(() => first.log.attempts > attempts);
    await until(() => second.relay.heldShards === 13);
    const behind = first.log.attempts;
    await sleep(300);
    // It is still in its publication, and has begun none beside the lanes of that one.
    expect(first.log.attempts).toBe(behind);
    first.log.before = async () => undefined;
    resume();
    await until(() => first.relay.heldShards > 0);
    await expectAllInOrder(await work.stop());
    expect(replicas.topic.length).toBeGreaterThan(26 * (roundsByOrder(replicas.topic).get('1')?.length ?? 0));
  });

  it('take over from one that died, after its leases', async () => {
    const second = await replicas.add();
    await commitRound(first, 1, 26);
    expect(await first.leases.hold()).toHaveLength(13);
    const begun = performance.now();
    second.relay.start();
    await until(() => second.relay.heldShards === 13);
    expect(performance.now() - begun).toBeGreaterThan(2_000);
    expect(performance.now() - begun).toBeLessThan(4_500);
    await expectAllInOrder(1);
    expect(first.relay.heldShards).toBe(0);
  });

  it('take over from one that cannot publish', async () => {
    const second = await replicas.add();
    first.log.before = async () => {
      throw new Error('the broker is away');
    };
    first.relay.start();
    await commitRound(first, 1, 26);
    await until(() => first.log.attempts > 0);
    second.relay.start();
    await expectAllInOrder(1);
    expect(first.log.attempts).toBeLessThan(10);
  });

  it('publish nothing while one of version 0.2 publishes, and lock it out while they do', async () => {
    const second = await replicas.add();
    const clock = DATABASE_CLOCK[dialectOf(database.url)];
    // The statement of version 0.2.
    const take = (): Promise<number> =>
      first.store.unitOfWork.transaction((tx) =>
        tx.execute(
          `UPDATE leases SET owner = ?, held_until = ${clock} + 3000 WHERE name = ?
           AND (owner = ? OR held_until < ${clock} OR held_until > ${clock} + 3000)`,
          ['old', WHOLE.name, 'old'],
        ),
      );
    expect(await take()).toBe(1);
    first.relay.start();
    second.relay.start();
    await commitRound(first, 1, 26);
    await sleep(500);
    expect([await take(), replicas.topic.length]).toEqual([1, 0]);
    await first.store.unitOfWork.transaction((tx) =>
      tx.execute("UPDATE leases SET held_until = 0 WHERE owner = 'old'"),
    );
    await until(() => replicas.topic.length === 26);
    expect(await take()).toBe(0);
    const work = load([first, second], 2);
    for (let n = 0; n < 20; n += 1) {
      expect(await take()).toBe(0);
      await sleep(50);
    }
    await expectAllInOrder(await work.stop());
    // It takes over after a rollback: the leases of the new version have expired.
    await Promise.all([first.relay.stop(), second.relay.stop()]);
    await until(async () => (await take()) === 1);
  });

  it('publish within seconds though a wrong clock wrote leases that end in an hour', async () => {
    const hour = Date.now() + 3_600_000;
    await first.store.unitOfWork.transaction((tx) =>
      tx.execute("UPDATE leases SET owner = 'other', held_until = ?", [hour]),
    );
    await commitRound(first, 1, 26);
    first.relay.start();
    await until(() => replicas.topic.length === 26);
  });

  it('measure the leases by the clock of the database', async () => {
    const second = await replicas.add();
    await commitRound(first, 1, 26);
    expect(await first.leases.hold()).toHaveLength(13);
    const dateNow = jest.spyOn(Date, 'now').mockImplementation(() => Date.UTC(2040));
    try {
      expect(await second.leases.hold()).toEqual([]);
    } finally {
      dateNow.mockRestore();
    }
    const clock = DATABASE_CLOCK[dialectOf(database.url)];
    const rows = await first.store.reader.query<{ ahead: number | string }>(
      `SELECT held_until - (${clock}) AS ahead FROM leases WHERE name = 'relay-shard-0'`,
    );
    expect(Number(rows[0]?.ahead)).toBeGreaterThan(0);
    expect(Number(rows[0]?.ahead)).toBeLessThanOrEqual(3_000);
  });

  it('that ask together never hold the same shard', async () => {
    const all = [first, await replicas.add(), await replicas.add()];
    await commitRound(first, 1, 26);
    for (let time = 0; time < 10; time += 1) {
      const held = await Promise.all(all.map(({ leases }) => leases.hold()));
      const shards = held.flatMap((own) => own ?? []);
      expect(shards).toHaveLength(new Set(shards).size);
      expect(shards.length).toBeGreaterThan(0);
      await Promise.all(all.map(({ leases }) => leases.release()));
    }
  });

  it('know which undecodable batch an operator has skipped, and no other', async () => {
    const { reader } = first.store;
    const own = Object.assign(new Config(), { DATABASE_URL: database.url });
    expect(await isSkipped(reader)(3, '9007199254740993')).toBe(false);
    for (let time = 0; time < 2; time += 1) await skipBatch(own, ['3', '9007199254740993']);
    expect(await isSkipped(reader)(3, '9007199254740993')).toBe(true);
    expect(await isSkipped(reader)(3, '9007199254740992')).toBe(false);
    expect(await isSkipped(reader)(4, '9007199254740993')).toBe(false);
  });
});
