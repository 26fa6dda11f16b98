import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ADJUSTED_BREACHES } from './adjusted-breaches.js';
import { BLOCK_BREACHES, fillBlocks } from './blocks.js';
import { BREACHES } from './breaches.js';
import { CONTACT_BREACHES, fillContacts } from './contacts.js';
import { findingsIn, OPTIONS } from './findings.js';
import { PAGE_BREACHES } from './page-breaches.js';
import { RENTAL_BREACHES } from './rental-breaches.js';
import { fillAdjusted } from './adjusted-rentals.js';
import { fillRentals } from './rentals.js';
import { LONG_AGO, ShopData } from './shop-data.js';

const PROGRAM = resolve(import.meta.dirname, '../src/main.ts');

const DAY = 86_400_000;

describe('verify', () => {
  let template: ShopData;
  let folder: string;
  beforeAll(async () => {
    template = await ShopData.make(fillRentals, fillAdjusted, fillBlocks, fillContacts);
  });
  afterAll(() => template.remove());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carshare-verify-'));
    cpSync(template.folder, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const verify = (...options: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, '--data-dir', folder, ...options], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });

  const run = (database: string, sql: string): void => {
    const connection = new DatabaseSync(join(folder, `${database}.sqlite`));
    connection.exec(sql);
    connection.close();
  };

  it('finds nothing wrong with a shop at rest', () => {
    const { status, stdout } = verify('--settled');
    expect(stdout).toContain('0 breaches');
    expect(status).toBe(0);
  });

  it.each([
    ...BREACHES,
    ...RENTAL_BREACHES,
    ...PAGE_BREACHES,
    ...ADJUSTED_BREACHES,
    ...BLOCK_BREACHES,
    ...CONTACT_BREACHES,
  ])('%s: finds %s', async (check, breach, database, sql) => {
    const connection = new DatabaseSync(join(folder, `${database}.sqlite`));
    connection.exec(sql);
    connection.close();
    const found = (await findingsIn(folder)).find((finding) => finding.check === check);
    expect(found?.breaches).toContainEqual(expect.stringMatching(breach));
  });

  it('leaves an order alone that is younger than the sweeper’s bound', () => {
    const connection = new DatabaseSync(join(folder, 'order.sqlite'));
    connection.exec(`UPDATE orders SET status = 'Pending', updated_at = ${Date.now()} WHERE id = 3`);
    connection.exec("UPDATE cars SET stock = stock - 1 WHERE product_id = '1001'");
    connection.close();
    expect(verify().status).toBe(0);
    expect(verify('--settled').status).toBe(1);
  });

  it('leaves a scheduled delivery alone until it is due', () => {
    // Takes back what happened when order 1 was shipped.
    run('order', "UPDATE orders SET status = 'Placed' WHERE id = 1");
    run('delivery', `UPDATE deliveries SET status = 'Scheduled', due_at = ${Date.now() + DAY} WHERE order_id = 1`);
    run('delivery', "DELETE FROM outbox WHERE event_id = 'event-3'");
    for (const consumer of ['order', 'customerpage']) run(consumer, "DELETE FROM inbox WHERE event_id = 'event-3'");
    run('log', "DELETE FROM events WHERE json_extract(headers, '$.ce_id') = 'event-3'");
    run('customerpage', 'UPDATE customerpages SET shipped_at = NULL, delivery_id = NULL WHERE order_id = 1');
    const scheduled = verify('--settled');
    expect(scheduled.stdout).toContain('0 breaches');
    expect(scheduled.status).toBe(0);
    run('delivery', `UPDATE deliveries SET due_at = ${Date.now() - 30_000} WHERE order_id = 1`);
    expect(verify().status).toBe(0);
    expect(verify('--grace', '10').status).toBe(1);
  });

  it('leaves an event alone that waits for the version that knows it, until the grace is over', () => {
    run(
      'delivery',
      `INSERT INTO stuck_events (kind, message_key, value, headers, reason, stuck_at)
       VALUES ('waiting', '1', '', '{}', 'of a later version', ${Date.now() - 30_000})`,
    );
    expect(verify().status).toBe(0);
    const late = verify('--grace', '10');
    expect(late.stdout).toContain('order 1: event 1 is waiting at delivery: of a later version');
    expect(late.status).toBe(1);
  });

  it('knows that a car which came back before its period began has left no time behind', () => {
    run('order', 'DELETE FROM occupations WHERE order_id = 4');
    expect(verify('--settled').status).toBe(1);
    run('delivery', 'UPDATE deliveries SET return_at = starts_at - 1 WHERE order_id = 4');
    expect(verify('--settled').status).toBe(0);
  });

  it('names what it cannot read', () => {
    rmSync(join(folder, 'payment.sqlite'));
    const { status, stderr } = verify();
    expect(stderr).toMatch(/payment\.sqlite.*--data-dir/);
    expect(status).toBe(2);
  });

  it('distinguishes a missing log from an empty one', () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `log.sqlite${suffix}`), { force: true });
    const { status, stderr } = verify();
    expect(stderr).toMatch(/There is no .*log\.sqlite/);
    expect(status).toBe(2);
  });

  it.each([
    ['--grace', 'soon'],
    ['--all', ''],
  ])('names an option that it cannot understand: %s %s', (option, value) => {
    const { status, stderr } = verify(option, value);
    expect(stderr).toContain(option);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(2);
  });

  it('asks for no row that was pruned by age', async () => {
    for (const database of ['order', 'payment', 'delivery', 'customerpage']) {
      const connection = new DatabaseSync(join(folder, `${database}.sqlite`));
      connection.exec('DELETE FROM inbox; DELETE FROM outbox');
      connection.close();
    }
    const breaches = async (days: number): Promise<number> => {
      const kept = { ...OPTIONS.kept, outbox: days * DAY, inbox: days * DAY };
      return (await findingsIn(folder, undefined, { ...OPTIONS, kept })).flatMap((finding) => finding.breaches).length;
    };
    expect(await breaches(1 / 48)).toBe(0);
    expect(await breaches(7)).toBeGreaterThan(0);
  });

  it('judges nothing by a log that has forgotten it', async () => {
    const connection = new DatabaseSync(join(folder, 'log.sqlite'));
    connection.exec('DELETE FROM events WHERE offset < 4');
    connection.close();
    const breachesOf = async (brokers: string[]): Promise<string[]> =>
      (await findingsIn(folder, undefined, { ...OPTIONS, brokers })).flatMap(({ breaches }) => breaches);
    expect(await breachesOf([])).not.toEqual([]);
    setTimes(folder, LONG_AGO - DAY);
    expect(await breachesOf(['a topic prunes'])).toEqual([]);
  });
});

/** Sets all times except those in the log to the given time. */
function setTimes(folder: string, at: number): void {
  const order = new DatabaseSync(join(folder, 'order.sqlite'));
  order.exec(`UPDATE orders SET created_at = ${at}`);
  order.close();
  for (const database of ['order', 'payment', 'delivery', 'customerpage']) {
    const connection = new DatabaseSync(join(folder, `${database}.sqlite`));
    connection.exec(`UPDATE inbox SET received_at = ${at}; UPDATE outbox SET sent_at = ${at}`);
    connection.close();
  }
}
