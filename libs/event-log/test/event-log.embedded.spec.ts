import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedLog } from '../src/embedded/embedded-log.js';
import { openEventLog } from '../src/open-log.js';
import type { LogRecord } from '../src/shared/event-log.js';
import { startChild } from './child.js';
import { Collector, messages, until, silent } from './collector.js';
import { eventLogContract } from './event-log.contract.js';

let folder: string;
let count = 0;
const freshPath = () => join(folder, `${++count}`, 'log.sqlite');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carshare-log-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the embedded log', () => {
  eventLogContract(async () => ['embedded', freshPath()]);

  it('is what opens without brokers, in the data folder', async () => {
    const log = openEventLog({ dataDir: join(folder, 'data'), clientId: 'test', log: silent });
    await log.publish(messages(1));
    await log.close();
    const again = new EmbeddedLog({ path: join(folder, 'data', 'log.sqlite'), log: silent });
    expect(await again.lag('g')).toBe(1);
    await again.close();
  });

  it('gives a group to one member at a time', async () => {
    const path = freshPath();
    const logs = [new EmbeddedLog({ path, log: silent }), new EmbeddedLog({ path, log: silent })] as const;
    const collectors = [new Collector(), new Collector()] as const;
    await logs[0].subscribe('g', collectors[0].handler);
    await logs[0].publish(messages(10));
    await collectors[0].reaches(10);
    await logs[1].subscribe('g', collectors[1].handler);
    await logs[1].publish(messages(10));
    await collectors[0].reaches(20);
    expect(collectors[1].records).toHaveLength(0);
    await logs[0].close();
    await logs[1].publish(messages(10));
    await collectors[1].reaches(10);
    await logs[1].close();
  });

  it('does not let a member commit that lost its lease', async () => {
    const path = freshPath();
    const log = new EmbeddedLog({ path, lease: 400, log: silent });
    const other = new EmbeddedLog({ path, lease: 400, log: silent });
    await log.publish(messages(1));
    let stalls = 0;
    const second = new Collector();
    const subscription = await log.subscribe('g', async () => {
      if (stalls++ > 0) return;
      await other.subscribe('g', async (records) => {
        await second.handler(records);
        throw new Error('not yet');
      });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600); // a stall of the whole process: no renewal
      await second.reaches(1);
    });
    await until(() => second.records.length >= 1);
    await subscription.close();
    expect(await log.lag('g')).toBe(1);
    await Promise.all([log.close(), other.close()]);
  });

  it('wakes a subscriber at once when another process appends', async () => {
    const path = freshPath();
    const collector = new Collector();
    const log = new EmbeddedLog({ path, log: silent });
    const arrivals: number[] = [];
    await log.subscribe('g', async (records) => {
      const now = Date.now();
      for (const { value } of records) arrivals.push(now - (JSON.parse(value) as { sentAt: number }).sentAt);
      await collector.handler(records);
    });
    const child = startChild('ticker.process.ts', path, '100');
    await child.ended;
    await collector.reaches(100);
    await log.close();
    // The poll alone would give a median of half its 100 ms.
    expect(arrivals.sort((a, b) => a - b)[50]).toBeLessThan(20);
  });

  it('loses, tears or reorders nothing acknowledged when appending processes are killed', async () => {
    const path = freshPath();
    const log = new EmbeddedLog({ path, log: silent });
    const collector = new Collector();
    await log.subscribe('g', collector.handler);
    const acknowledged = new Map<string, number>();
    const rounds = Array.from({ length: 12 }, (_, round) => async () => {
      const child = startChild('appender.process.ts', path, `writer-${round}`);
      await child.line(() => true);
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 150));
      child.process.kill('SIGKILL');
      await child.ended;
      acknowledged.set(`writer-${round}`, Number(child.lines.at(-1)));
    });
    for (let next = 0; next < rounds.length; next += 3) {
      await Promise.all(rounds.slice(next, next + 3).map((round) => round()));
    }
    await until(async () => (await log.lag('g')) === 0);
    await log.close();
    for (const [name, last] of acknowledged) {
      const numbers = numbersOf(collector.records, name);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => n));
      expect(numbers.length).toBeGreaterThan(last);
      expect(numbers.length % 5).toBe(0); // batches are whole
    }
    expect(acknowledged.size).toBe(12);
  });
});

function numbersOf(records: readonly LogRecord[], name: string): number[] {
  return records
    .filter(({ key, headers }) => key === name && headers['name'] === name)
    .map(({ value }) => JSON.parse(value) as { number: number; padding: string })
    .map(({ number, padding }) => (padding.length === 3_000 ? number : -1));
}
