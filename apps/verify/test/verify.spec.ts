import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openEventLog } from '@carshare/messaging';
import { Database } from '../src/database.ts';
import { SERVICES } from '../src/options.ts';
import type { Databases } from '../src/order-case.ts';
import { verify as verifyData, type Finding } from '../src/verify.ts';
import { ShopData } from './shop-data.js';

const PROGRAM = resolve(import.meta.dirname, '../src/main.ts');

/** A wrong done to the data, and the check that must name it. */
const BREACHES: readonly [check: string, breach: RegExp, database: string, sql: string][] = [
  [
    'ledger',
    /order 1: refunded 4901 of 4900/,
    'payment',
    "INSERT INTO ledger (order_id, kind, amount, currency, created_at) VALUES (1, 'refund', 4901, 'EUR', 0)",
  ],
  [
    'ledger',
    /order 3: refunded without a charge/,
    'payment',
    "INSERT INTO ledger (order_id, kind, amount, currency, created_at) VALUES (3, 'refund', 1, 'EUR', 0)",
  ],
  [
    'ledger',
    /order 2: the refund does not follow/,
    'payment',
    "UPDATE ledger SET currency = 'USD' WHERE order_id = 2 AND kind = 'refund'",
  ],
  [
    'payment',
    /order 1: the payment is OrderApproved, the ledger holds 0/,
    'payment',
    'DELETE FROM ledger WHERE order_id = 1',
  ],
  ['payment', /order 1: 4800 EUR was charged/, 'payment', 'UPDATE payments SET amount = 4800 WHERE order_id = 1'],
  ['payment', /order 1: money moved without a payment/, 'payment', 'DELETE FROM payments WHERE order_id = 1'],
  ['payment', /order 1: the payment is of an order that does not exist/, 'order', 'DELETE FROM orders WHERE id = 1'],
  ['outcome', /order 1: stuck in Pending/, 'order', "UPDATE orders SET status = 'Pending' WHERE id = 1"],
  ['outcome', /order 1: Refused, and 4900 is held/, 'order', "UPDATE orders SET status = 'Refused' WHERE id = 1"],
  [
    'outcome',
    /order 2: Shipped, and the payment is PaymentCancelled/,
    'order',
    "UPDATE orders SET status = 'Shipped' WHERE id = 2",
  ],
  [
    'outcome',
    /order 1: Cancelled, and the payment is OrderApproved/,
    'order',
    "UPDATE orders SET status = 'Cancelled' WHERE id = 1",
  ],
  ['delivery', /order 1: paid, and the delivery is absent/, 'delivery', 'DELETE FROM deliveries WHERE order_id = 1'],
  [
    'delivery',
    /order 2: shipped, and the payment is PaymentCancelled/,
    'delivery',
    "UPDATE deliveries SET status = 'Shipped' WHERE order_id = 2",
  ],
  [
    'delivery',
    /order 3: shipped, and the payment is absent/,
    'delivery',
    "INSERT INTO deliveries (order_id, status, created_at, updated_at, version) VALUES (3, 'Shipped', 0, 0, 1)",
  ],
  ['stock', /car 1001: the stock is 20 instead of 19/, 'order', "UPDATE cars SET stock = 20 WHERE product_id = '1001'"],
  [
    'events told',
    /order 2: OrderCancelled was told and did not happen/,
    'order',
    "UPDATE orders SET status = 'Shipped' WHERE id = 2",
  ],
  ['events told', /order 1: Paid happened and was not told/, 'log', 'DELETE FROM events WHERE offset = 1'],
  [
    'sequence',
    /order 1: two different Paid events/,
    'log',
    `INSERT INTO events (key, value, headers) SELECT key, value, replace(headers, 'event-1"', 'event-x"') FROM events WHERE offset = 1`,
  ],
  ['sequence', /order 1: Shipped stands before Paid/, 'log', 'UPDATE events SET offset = 100 WHERE offset = 1'],
  [
    'outbox',
    /order 1: Paid of payment is marked as sent and does not stand in the log/,
    'log',
    'DELETE FROM events WHERE offset = 1',
  ],
  [
    'outbox',
    /order 3: Ordered of order waits since/,
    'order',
    "INSERT INTO outbox (event_id, type, message_key, value, headers, created_at) VALUES ('late', 'Ordered', 3, '{}', '{}', 1000)",
  ],
  [
    'outbox',
    /order 2: OrderCancelled of order stands in the log before an earlier one/,
    'log',
    'UPDATE events SET offset = 100 WHERE offset = 5',
  ],
  ['inbox', /order 1: Paid had no effect at delivery/, 'delivery', "DELETE FROM inbox WHERE event_id = 'event-1'"],
  [
    'inbox',
    /event nowhere had an effect at order/,
    'order',
    "INSERT INTO inbox (event_id, received_at) VALUES ('nowhere', 0)",
  ],
  [
    'stuck events',
    /order 1: event 1 is dead at delivery: broken/,
    'delivery',
    "INSERT INTO stuck_events (kind, message_key, value, headers, reason, stuck_at) VALUES ('dead', '1', '', '{}', 'broken', 0)",
  ],
  [
    'read model',
    /order 1: shipped_at is null instead of/,
    'customerpage',
    'UPDATE customerpages SET shipped_at = NULL WHERE order_id = 1',
  ],
  ['read model', /order 1: no page/, 'customerpage', 'DELETE FROM customerpages WHERE order_id = 1'],
  [
    'read model',
    /order 9: a page without an event/,
    'customerpage',
    'INSERT INTO customerpages (order_id, touched_at, version) VALUES (9, 0, 1)',
  ],
];

describe('verify', () => {
  let template: ShopData;
  let folder: string;
  beforeAll(async () => {
    template = await ShopData.make();
  }, 60_000);
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

  it('finds nothing wrong with a shop at rest', () => {
    const { status, stdout } = verify('--settled');
    expect(stdout).toContain('0 breaches');
    expect(status).toBe(0);
  });

  it.each(BREACHES)('%s: finds %s', async (check, breach, database, sql) => {
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

  it('says what it cannot read', () => {
    rmSync(join(folder, 'payment.sqlite'));
    const { status, stderr } = verify();
    expect(stderr).toMatch(/payment\.sqlite.*--data-dir/);
    expect(status).toBe(2);
  });

  it('tells the operator when no service answers', () => {
    const run = (...args: string[]): string => {
      const options = { encoding: 'utf8', env: { PATH: process.env['PATH'] } } as const;
      return spawnSync(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', resolve(PROGRAM, '../operator.ts'), ...args],
        options,
      ).stderr;
    };
    expect(run('list', '--url', 'http://127.0.0.1:9')).toContain('order does not answer at http://127.0.0.1:9');
    expect(run('discard', 'order', '1')).toContain('--reason');
    expect(run('show', 'kitchen', '1')).toContain('There is no service kitchen');
    expect(
      execFileSync(process.execPath, [resolve(PROGRAM, '../operator.ts'), '--help'], { encoding: 'utf8' }),
    ).toContain('retry-order');
  });
});

async function findingsIn(folder: string): Promise<Finding[]> {
  const opened = await Promise.all(
    SERVICES.map(async (service) => [service, await Database.open(`sqlite:${join(folder, service)}.sqlite`)] as const),
  );
  const log = openEventLog({ dataDir: folder, clientId: 'test' });
  try {
    return await verifyData(Object.fromEntries(opened) as Databases, log, { settled: true, grace: 0 });
  } finally {
    await log.close();
    await Promise.all(opened.map(([, database]) => database.close()));
  }
}
