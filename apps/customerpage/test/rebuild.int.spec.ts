import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_ID, type WireMessage } from '@carshare/events';
import { loadConfig } from '@carshare/service-kit';
import {
  eventsOf,
  eventually,
  foreign,
  raw,
  runToEnd,
  RunningService,
  timestamp,
  type TestDatabase,
} from '@carshare/testing';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { everyEngine } from './support/engines.js';
import { bookingEventsOf, changesOf } from './support/booking-events.js';
import { StreamReader } from './support/stream-reader.js';
import { rebuild as command } from '../src/customerpages/rebuild.command.js';
import { HELD } from '../src/customerpages/rebuild-filling.js';
import { parts } from './parts.js';

const MAIN = new URL('../src/main.ts', import.meta.url);

/** The pages without the columns of the table's own upkeep. */
const PAGES = `SELECT order_id, product_id, qty, customer_id, payment_id, delivery_id, amount, currency, starts_at, ends_at,
  vehicle_id, refunded_minor, owed_minor, adjustments, adjusted_at, overdue_to, overdue_since, reassigned_at,
  reassigned_vehicle_id, used_vehicle_id, extended_at, ordered_at, paid_at, shipped_at, handed_over_at, returned_at, order_completed_at,
  delivery_canceled_at, pay_cancelled_at, order_cancelled_at FROM customerpages ORDER BY order_id`;

describe.each(everyEngine())('On $name, a rebuild of the read model', (engine) => {
  let database: TestDatabase;
  let dataDir: string;
  let pages: RunningService;
  beforeEach(async () => {
    database = await engine.create();
    dataDir = await mkdtemp(join(tmpdir(), 'carshare-rebuild-'));
    pages = await RunningService.start(parts, { DATABASE_URL: database.url, DATA_DIR: dataDir });
  });
  afterEach(async () => {
    await pages.stop();
    await database.drop();
    await rm(dataDir, { recursive: true });
  });

  /** Runs the command beside the running service. Two writers of one SQLite file need processes of their own: they block while they wait. */
  const rebuild = async (...flags: string[]): Promise<string> => {
    const env = { DATA_DIR: dataDir, ...(database.url === undefined ? {} : { DATABASE_URL: database.url }) };
    if (database.url !== undefined) return `${await command(loadConfig(parts.config, env), parts.schema, flags)}\n`;
    const { code, output } = await runToEnd(MAIN, ['rebuild', ...flags], env);
    expect({ code, output }).toMatchObject({ code: 0 });
    return output;
  };
  const rows = (): Promise<Record<string, unknown>[]> => pages.rows(PAGES);
  const consumed = (): Promise<void> => eventually(async () => expect(await pages.log.lag('statusview')).toBe(0));
  const touchedLongAgo = (): Promise<number> => pages.execute('UPDATE customerpages SET touched_at = 1');

  it('makes the identical table of 1,000 histories, shuffled and repeated', async () => {
    const lives = Array.from({ length: 1_000 }, (_, index) =>
      Object.values(index % 2 === 0 ? eventsOf(index + 1) : { ...bookingEventsOf(index + 1), ...changesOf(index + 1) }),
    );
    const told = lives.flatMap((life, index) => {
      const kept = life.slice(0, 1 + (index % life.length));
      return [...kept, ...(index % 3 === 0 ? kept : []), ...(index % 14 === 0 ? kept.map(foreign) : [])];
    });
    const [shuffled = []] = fc.sample(fc.shuffledSubarray(told, { minLength: told.length }), { numRuns: 1, seed: 42 });
    await pages.log.publish(shuffled);
    await consumed();
    const live = await rows();
    expect(live).toHaveLength(1_000);
    await touchedLongAgo();
    const output = await rebuild();
    expect(output).toContain(`rebuilt 1000 pages from ${told.length} events`);
    expect(output).toContain('compared 1000 pages: 0 different\nthe rebuilt read model is live');
    expect(await rows()).toEqual(live);
  });

  it('names what differs, changes nothing in a dry run, and mends it in an earnest one', async () => {
    await pages.log.publish([...lifeOf(1), ...lifeOf(2)]);
    await consumed();
    const right = await rows();
    await pages.execute('UPDATE customerpages SET shipped_at = NULL, qty = 9 WHERE order_id = 1');
    await pages.execute('DELETE FROM customerpages WHERE order_id = 2');
    await touchedLongAgo();
    const wrong = await rows();
    const found = '2 different\n  order 1: qty, shipped_at\n  order 2: the live page is missing\n';
    expect(await rebuild('--dry-run')).toContain(`${found}nothing was changed (--dry-run)`);
    expect(await rows()).toEqual(wrong);
    expect(await rebuild()).toContain(`${found}the rebuilt read model is live`);
    expect(await rows()).toEqual(right);
  });

  it.each([
    ['', async () => 0],
    [' with a slow clock', () => touchedLongAgo()],
  ])('loses no event that the service consumes meanwhile%s', async (_case, setClock) => {
    await pages.log.publish(Array.from({ length: 500 }, (_, index) => lifeOf(index + 1)).flat());
    await consumed();
    let last = 500;
    const stop = new AbortController();
    const traffic = (async () => {
      for (; !stop.signal.aborted; await sleep(10)) {
        await pages.log.publish(lifeOf((last += 1)));
        await setClock();
      }
    })();
    try {
      for (let round = 0; round < 3 || last <= 600; round += 1) {
        expect(await rebuild()).toContain('the rebuilt read model is live');
      }
    } finally {
      stop.abort();
      await traffic;
    }
    await consumed();
    const incomplete = (await rows()).filter((row) => !row['ordered_at'] || !row['paid_at'] || !row['shipped_at']);
    expect(incomplete).toEqual([]);
    expect(await rows()).toHaveLength(last);
    await touchedLongAgo();
    expect(await rebuild('--dry-run')).toContain(`compared ${last} pages: 0 different`);
  });

  it.each(['--drop-unexplained', '--drop-untold'])(
    'keeps a table with facts that the log lacks, unless %s',
    async (flag) => {
      await pages.log.publish(lifeOf(1));
      await consumed();
      await pages.execute('UPDATE customerpages SET order_cancelled_at = 5, touched_at = 1 WHERE order_id = 1');
      await pages.execute('INSERT INTO customerpages (order_id, touched_at, version) VALUES (7, 1, 1)');
      const before = await rows();
      expect(await rebuild()).toContain('2 live pages contain facts that no event contains');
      expect(await rows()).toEqual(before);
      expect(await rebuild(flag)).toContain('the rebuilt read model is live');
      expect(await rows()).toMatchObject([{ order_id: 1, order_cancelled_at: null }]);
    },
  );

  it('passes over events that it cannot read, and over pages that the table does not take', async () => {
    const paid = {
      eventType: 'Paid',
      timestamp: timestamp(),
      id: 7,
      productId: '1001',
      qty: 1,
      status: 'OrderApproved',
    };
    await pages.log.publish([
      raw('1', '{"eventType":'),
      raw('9', { ...paid, orderId: 1e300 }),
      raw('9', { ...paid, orderId: 9, id: 1e300, customerId: '\u0000' }),
      ...lifeOf(1),
    ]);
    await consumed();
    await touchedLongAgo();
    const live = await rows();
    const output = await rebuild();
    expect(output).toContain('0 different');
    expect(output).toContain('the rebuilt read model is live');
    // What no column can hold is a dead letter before it reaches a page.
    expect(output).not.toContain('not storable');
    expect(live).toHaveLength(1);
    expect(await rows()).toEqual(live);
  });

  it('takes no longer when order ids lie far apart', async () => {
    await pages.log.publish([...lifeOf(1), ...lifeOf(MAX_ID)]);
    await consumed();
    const live = await rows();
    const begun = performance.now();
    expect(await rebuild()).toContain('compared 2 pages: 0 different');
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await rows()).toEqual(live);
  });

  it('joins the events of an order that stand far apart in the log', async () => {
    const lives = Array.from({ length: HELD + 100 }, (_, index) => eventsOf(index + 1));
    await pages.log.publish(lives.map(({ ordered }) => ordered!));
    await pages.log.publish(lives.slice(0, 600).map(({ paid }) => paid!));
    await consumed();
    expect(await rebuild()).toContain(`compared ${HELD + 100} pages: 0 different\nthe rebuilt read model is live`);
  });

  it('keeps the columns and indices that later migrations added', async () => {
    await pages.log.publish([...lifeOf(1), ...lifeOf(2)]);
    await consumed();
    await pages.execute("ALTER TABLE customerpages ADD COLUMN colour varchar(20) DEFAULT 'none'");
    await pages.execute('CREATE INDEX pages_by_colour ON customerpages (colour, order_id)');
    const indices = await indicesOf();
    await rebuild();
    await rebuild();
    expect(await pages.rows('SELECT order_id, colour FROM customerpages ORDER BY order_id')).toEqual([
      { order_id: 1, colour: 'none' },
      { order_id: 2, colour: 'none' },
    ]);
    expect(await indicesOf()).toEqual(indices);
  });

  it('makes open pages read everything again', async () => {
    await pages.log.publish(lifeOf(1));
    await consumed();
    const stream = await StreamReader.open(pages.url);
    await rebuild();
    await eventually(() => expect(stream.ended).toBe(true));
    stream.close();
  });

  /** The columns of every index, by whatever name. TypeORM reads them without an order from MySQL. */
  async function indicesOf(): Promise<string[]> {
    const dataSource = pages.app.get(DataSource);
    if (dataSource.options.type === 'mysql') {
      const found = await dataSource.query<{ columns: string }[]>(
        `SELECT GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns FROM information_schema.statistics
         WHERE table_schema = database() AND table_name = 'customerpages' GROUP BY index_name`,
      );
      return found.map(({ columns }) => columns).toSorted();
    }
    const table = await dataSource.createQueryRunner().getTable('customerpages');
    return table!.indices.map(({ columnNames }) => columnNames.join()).toSorted();
  }

  it('can be repeated, and leaves no table behind', async () => {
    await pages.log.publish(lifeOf(1));
    await consumed();
    await rebuild();
    await rebuild();
    await expect(pages.rows('SELECT 1 FROM customerpages_rebuilt')).rejects.toThrow();
    await expect(pages.rows('SELECT 1 FROM customerpages_before')).rejects.toThrow();
    await pages.log.publish(lifeOf(2));
    await eventually(async () => expect(await rows()).toHaveLength(2));
  });
});

function lifeOf(orderId: number): WireMessage[] {
  const { paid, ordered, shipped } = eventsOf(orderId);
  return [paid!, ordered!, shipped!];
}
