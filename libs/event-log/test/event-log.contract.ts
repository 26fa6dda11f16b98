import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WireMessage } from '@carshare/events';
import type { EventLog, LogRecord } from '../src/shared/event-log.js';
import { startChild } from './child.js';
import { recordOf, toMessage } from '../src/shared/record-bytes.js';
import { Collector, messages, named, until } from './collector.js';
import { openTarget, type LogTarget } from './log-target.js';
import { expectOrderPerKey } from './order-per-key.js';

/** What every event log promises. `fresh` makes an empty log. */
export function eventLogContract(fresh: () => Promise<LogTarget>): void {
  let target: LogTarget;
  let log: EventLog;
  const opened: EventLog[] = [];
  const open = () => {
    const another = openTarget(target);
    opened.push(another);
    return another;
  };
  const readAll = async () => {
    const records: LogRecord[] = [];
    for await (const record of log.read()) records.push(record);
    return records;
  };

  beforeEach(async () => {
    target = await fresh();
    log = open();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  describe('publishing', () => {
    it('keeps the order of a batch within each key', async () => {
      await log.publish(messages(300, 7));
      expectOrderPerKey(await readAll(), 300);
    });

    it('keeps the order of publishes that one caller awaits', async () => {
      for (let from = 0; from < 30; from += 3) await log.publish(messages(3, 1, from));
      expect((await readAll()).map(({ value }) => value)).toEqual(messages(30, 1).map(({ value }) => value));
    });

    it('takes publishes that run at once, each whole and in its own order', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => log.publish(named(`k${i}`, 10))));
      const records = await readAll();
      for (let i = 0; i < 20; i++) {
        expect(records.filter(({ key }) => key === `k${i}`).map(({ value }) => value)).toEqual(
          named(`k${i}`, 10).map(({ value }) => value),
        );
      }
    });

    it('does nothing for an empty batch', async () => {
      await log.publish([]);
      expect(await readAll()).toEqual([]);
    });

    it('refuses a record above the limit and takes the next one', async () => {
      await expect(log.publish([{ key: '1', value: 'x'.repeat(1_000_001), headers: {} }])).rejects.toThrow('limit');
      await log.publish(messages(1));
      expect(await readAll()).toHaveLength(1);
    });

    it('keeps unicode, empty, large values and headers as they are', async () => {
      const sent: WireMessage[] = [
        {
          key: '1',
          value: '{"model":"Škoda – 日本 🚗 \\u0000 \\"quoted\\"\\n"}',
          headers: { 'content-type': 'application/json', ce_id: 'é🚗' },
        },
        { key: '1', value: '', headers: {} },
        { key: '1', value: `{"text":"${'ü'.repeat(450_000)}"}`, headers: { traceparent: '00-1-2-03' } },
        { key: 'ключ', value: '{}', headers: { empty: '' } },
      ];
      await log.publish(sent);
      const collector = new Collector();
      await log.subscribe('g', collector.handler);
      await collector.reaches(4);
      const byKey = (records: readonly WireMessage[]) =>
        records.map(({ key, value, headers }) => ({ key, value, headers })).sort((a, b) => a.key.localeCompare(b.key));
      expect(byKey(collector.records)).toEqual(byKey(sent));
      expect(byKey(await readAll())).toEqual(byKey(sent));
    });
  });

  it('carries every byte of a record', async () => {
    const bytes = Buffer.from([0, 0xff, 0x5c, 0xed, 0xa0, 0x80, 0]);
    const sent = [
      toMessage({ key: bytes, value: bytes, headers: [['h', bytes]] }),
      toMessage({ key: bytes, value: Buffer.from('{}'), headers: [] }),
      toMessage({ key: Buffer.from('7'), value: bytes, headers: [] }),
      toMessage({ key: Buffer.from('7'), value: Buffer.from('{"a":"b\0c"}'), headers: [] }),
      toMessage({
        key: Buffer.from('7'),
        value: Buffer.from('{}'),
        headers: ['constructor', '__proto__', 'twice', 'twice'].map((name, n) => [name, Buffer.from(`${n}`)] as const),
      }),
      toMessage({
        key: Buffer.from('7'),
        value: Buffer.from('{}'),
        headers: Array.from({ length: 3_000 }, (_, n) => [`h${n}`, Buffer.from('v')] as const),
      }),
    ];
    for (const message of sent) await log.publish([message]);
    const collector = new Collector();
    await log.subscribe('g', collector.handler);
    await collector.reaches(sent.length);
    const described = (messages: readonly WireMessage[]): string[] =>
      messages.map((message) => JSON.stringify([recordOf(message), message.headers['twice']])).sort();
    expect(described(collector.records)).toEqual(described(sent));
    expect(described(await readAll())).toEqual(described(sent));
  });

  describe('reading', () => {
    it('gives what was published, partition by partition in the order of offsets', async () => {
      await log.publish(messages(500, 50));
      const records = await readAll();
      expect(records.map(({ value }) => value).sort()).toEqual(
        messages(500, 50)
          .map(({ value }) => value)
          .sort(),
      );
      const places = records.map(({ partition, offset }) => [partition, Number(offset)] as const);
      expect(places).toEqual([...places].sort(([p, o], [q, r]) => p - q || o - r));
    });

    it('stops at the end that the log had, while others go on publishing', async () => {
      await log.publish(messages(50));
      let seen = 0;
      for await (const _ of log.read()) {
        if (seen++ === 0) await log.publish(messages(50, 5, 50));
      }
      expect(seen).toBe(50);
    });

    it('may be broken off, and leaves the groups as they were', async () => {
      await log.publish(messages(100));
      for await (const _ of log.read()) break;
      expect(await log.lag('g')).toBe(100);
      expect(await readAll()).toHaveLength(100);
    });
  });

  describe('consuming', () => {
    it('delivers 10,000 records, each once and in order, and leaves no lag', async () => {
      await log.publish(messages(10_000, 20));
      const collector = new Collector();
      await log.subscribe('g', collector.handler, { maxBatch: 500 });
      await collector.reaches(10_000);
      expect(collector.records).toHaveLength(10_000);
      expectOrderPerKey(collector.records, 10_000);
      await until(async () => (await log.lag('g')) === 0);
    });

    it('begins at the beginning for a new group and behind the commit for a known one', async () => {
      await log.publish(messages(20));
      const first = new Collector();
      const subscription = await log.subscribe('g', first.handler);
      await first.reaches(20);
      await subscription.close();
      await log.publish(messages(5, 5, 20));
      const second = new Collector();
      await log.subscribe('g', second.handler);
      await second.reaches(5);
      const late = new Collector();
      await log.subscribe('late', late.handler);
      await late.reaches(25);
      expect([first, second, late].map(({ records }) => records.length)).toEqual([20, 5, 25]);
    });

    it('tells how many records a group has not committed', async () => {
      expect(await log.lag('g')).toBe(0);
      await log.publish(messages(30));
      expect(await log.lag('g')).toBe(30);
      const offsets = await log.offsets('g');
      expect(offsets.reduce((lag, { committed, end }) => lag + Number(end - committed), 0)).toBe(30);
      expect(new Set(offsets.map(({ partition }) => partition)).size).toBe(offsets.length);
      const subscription = await log.subscribe('g', new Collector().handler);
      await until(async () => (await log.lag('g')) === 0);
      await subscription.close();
      await log.publish(messages(4));
      expect(await log.lag('g')).toBe(4);
    });

    it('hands over no more records at once than asked for', async () => {
      await log.publish(messages(50, 1));
      const collector = new Collector();
      await log.subscribe('g', collector.handler, { maxBatch: 8 });
      await collector.reaches(50);
      expect(Math.max(...collector.batches)).toBeLessThanOrEqual(8);
    });

    it('delivers the same records again after the handler rejected, and nothing behind them before', async () => {
      await log.publish(messages(20, 1));
      const attempts: string[][] = [];
      const collector = new Collector();
      await log.subscribe(
        'g',
        async (records) => {
          attempts.push(records.map(({ value }) => value));
          if (attempts.length <= 3) throw new TypeError('the database is away');
          await collector.handler(records);
        },
        { maxBatch: 5 },
      );
      await collector.reaches(20);
      expect(attempts.slice(1, 4)).toEqual([attempts[0], attempts[0], attempts[0]]);
      expect(collector.records.map(({ value }) => value)).toEqual(messages(20, 1).map(({ value }) => value));
    });

    it('serves several groups independently', async () => {
      const healthy = new Collector();
      await log.subscribe('failing', async () => Promise.reject(new Error('no')));
      await log.subscribe('healthy', healthy.handler);
      await log.publish(messages(40));
      await healthy.reaches(40);
      await until(async () => (await log.lag('healthy')) === 0);
      expect(await log.lag('failing')).toBe(40);
    });

    it('reports progress while it waits and while the handler works', async () => {
      const subscription = await log.subscribe('g', () => new Promise((resolve) => setTimeout(resolve, 2_500)));
      const start = Date.now();
      await until(() => subscription.progress().running && subscription.progress().lastPollAt > start);
      await log.publish(messages(1));
      await new Promise((resolve) => setTimeout(resolve, 2_200));
      expect(Date.now() - subscription.progress().lastPollAt).toBeLessThan(1_900);
    });
  });

  describe('stopping and failing over', () => {
    it('waits on close for the handler in flight, and keeps its commit', async () => {
      await log.publish(messages(1));
      let started = false;
      let finished = false;
      const subscription = await log.subscribe('g', async () => {
        started = true;
        await new Promise((resolve) => setTimeout(resolve, 700));
        finished = true;
      });
      await until(() => started);
      await subscription.close();
      expect(finished).toBe(true);
      expect(await log.lag('g')).toBe(0);
    });

    it('delivers nothing after close', async () => {
      const collector = new Collector();
      const subscription = await log.subscribe('g', collector.handler);
      await subscription.close();
      await log.publish(messages(5));
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(collector.records).toHaveLength(0);
    });

    it('lets another member take over when one closes, and loses nothing', async () => {
      const [one, two] = [new Collector(), new Collector()];
      const first = await open().subscribe('g', one.handler, { maxBatch: 5 });
      await open().subscribe('g', two.handler, { maxBatch: 5 });
      for (let from = 0; from < 200; from += 20) {
        await log.publish(messages(20, 20, from));
        if (from === 100) await first.close();
      }
      const values = () => new Set([...one.records, ...two.records].map(({ value }) => value));
      await until(() => values().size === 200);
      await until(async () => (await log.lag('g')) === 0);
      expect(two.records.length).toBeGreaterThan(0);
    });

    it('delivers again what a member handled but did not commit before it was killed', async () => {
      await log.publish(messages(100, 1));
      const child = startChild('dying-consumer.process.ts', 'g', '25', ...target);
      await child.ended;
      expect(child.lines).toHaveLength(25);
      const collector = new Collector();
      await log.subscribe('g', collector.handler);
      // Two batches of ten were handled, the third in part: all that follows comes, and of the two what was not yet committed.
      await until(() => collector.records.at(-1)?.value === '{"n":99}');
      const values = collector.records.map(({ value }) => value);
      expect(values.length).toBeGreaterThanOrEqual(80);
      expect(values).toEqual(
        messages(100, 1)
          .slice(-values.length)
          .map(({ value }) => value),
      );
    });

    it('refuses to publish after close', async () => {
      await log.check();
      await log.close();
      await expect(log.publish(messages(1))).rejects.toThrow('closed');
    });
  });
}
