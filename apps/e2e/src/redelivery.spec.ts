import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Client } from './support/client.js';
import { eventually } from './support/eventually.js';
import { freePorts, ROOT, SERVICES, startShop, type ServiceName, type Shop } from './support/launcher.js';
import { Storage } from './support/storage.js';
import { Storefront } from './support/storefront.js';

/** The services' data, without the columns that only count changes of a page. */
const STATE: readonly (readonly [database: ServiceName | 'log', sql: string])[] = [
  ['order', 'SELECT * FROM orders ORDER BY id'],
  ['order', 'SELECT * FROM cars ORDER BY product_id'],
  ['payment', 'SELECT * FROM payments ORDER BY id'],
  ['payment', 'SELECT * FROM ledger ORDER BY id'],
  ['payment', 'SELECT * FROM payment_cancellations ORDER BY id'],
  ['delivery', 'SELECT * FROM deliveries ORDER BY id'],
  ['delivery', 'SELECT * FROM cancellations ORDER BY id'],
  [
    'customerpage',
    `SELECT order_id, product_id, qty, customer_id, payment_id, delivery_id, amount, currency, ordered_at, paid_at, shipped_at,
     delivery_canceled_at, pay_cancelled_at, order_cancelled_at FROM customerpages ORDER BY order_id`,
  ],
  ['log', 'SELECT * FROM events ORDER BY offset'],
  ...SERVICES.map((service) => [service, 'SELECT id, event_id FROM outbox ORDER BY id'] as const),
  ...SERVICES.map((service) => [service, 'SELECT * FROM stuck_events'] as const),
];

let storage: Storage;
let shop: Shop | undefined;
beforeEach(async () => {
  storage = await Storage.create();
});
afterEach(async () => {
  await shop?.stop();
  await storage.remove();
});

const open = async (): Promise<Storefront> => {
  shop = await startShop({ env: storage.env, ports: await freePorts(), demoFleet: true });
  return new Storefront(new Client(shop.urls.gateway));
};
const consumed = (): Promise<void> =>
  eventually(async () => {
    const behind = 'SELECT name FROM groups WHERE committed < (SELECT MAX(offset) FROM events)';
    expect(storage.rows('log', behind)).toEqual([]);
  });

it('has no second effect when every event comes again after the inboxes were pruned', async () => {
  const front = await open();
  await front.shipped('1001');
  const cancelled = await front.shipped('1002', 2);
  await front.cancel(cancelled.id);
  await front.reaches(cancelled.id, 'Cancelled');
  expect((await front.order('1003', 1, { paymentMethod: 'pm_card_chargeDeclined' })).status).toBe(402);
  await eventually(async () => expect(storage.rows('log', 'SELECT 1 FROM events')).toHaveLength(9));
  await consumed();
  await shop?.stop();
  const before = STATE.map(([database, sql]) => storage.rows(database, sql));

  for (const service of SERVICES) storage.change(service, 'DELETE FROM inbox');
  storage.change('log', 'UPDATE groups SET committed = 0');
  await open();
  await consumed();
  await shop?.stop();

  expect(storage.rows('delivery', 'SELECT 1 FROM inbox')).toHaveLength(2);
  expect(STATE.map(([database, sql]) => storage.rows(database, sql))).toEqual(before);
  const program = [join(ROOT, 'tools/verify/src/main.ts'), '--data-dir', storage.folder, '--settled'];
  expect(execFileSync(process.execPath, program, { encoding: 'utf8' })).toContain('0 breaches');
});
