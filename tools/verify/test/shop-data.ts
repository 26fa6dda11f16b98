import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { encodeEvent, EVENTS, type WireMessage } from '@carshare/events';
import { openEventLog } from '@carshare/event-log';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Runs the services' sources, so that no build is needed. */
const LOADER = pathToFileURL(join(ROOT, 'libs', 'testing', 'src', 'source-loader.mjs')).href;
const SERVICES = ['order', 'payment', 'delivery', 'customerpage'] as const;
export type Service = (typeof SERVICES)[number];

/** Old enough that nothing counts as in progress. */
export const LONG_AGO = Date.now() - 3_600_000;

/** The data of a shop at rest, written by hand: order 1 is shipped, order 2 is cancelled, order 3 is refused. */
export class ShopData {
  readonly folder = mkdtempSync(join(tmpdir(), 'carshare-verify-'));
  readonly messages: WireMessage[] = [];

  /** @param more add rows and events, one after another */
  static async make(...more: readonly ((shop: ShopData) => void)[]): Promise<ShopData> {
    const data = new ShopData();
    for (const service of SERVICES) data.command(service, 'migrate');
    data.command('order', 'seed');
    data.fill();
    for (const add of more) add(data);
    await data.publish();
    return data;
  }

  run(service: Service, sql: string, ...values: SQLInputValue[]): void {
    const database = new DatabaseSync(join(this.folder, `${service}.sqlite`));
    database.prepare(sql).run(...values);
    database.close();
  }

  private command(service: Service, name: string): void {
    const main = join(ROOT, 'apps', service, 'src', 'main.ts');
    execFileSync(process.execPath, ['--no-warnings', '--import', LOADER, main, name], {
      env: { PATH: process.env['PATH'], DATA_DIR: this.folder },
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Appends an event to the log, with the inbox rows of its consumers and, if `owner` is given, its outbox row. */
  append(owner: Service, type: string, data: object, consumers: Service[], at = LONG_AGO): void {
    const definition = EVENTS.get(type);
    if (!definition) throw new Error(type);
    const id = `event-${this.messages.length + 1}`;
    const message = encodeEvent(definition, data, { id, source: owner, time: new Date(at) });
    this.messages.push(message);
    this.run(
      owner,
      'INSERT INTO outbox (event_id, type, message_key, value, headers, created_at, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[id, type, Number(message.key), message.value, JSON.stringify(message.headers), at, at],
    );
    for (const consumer of consumers) {
      this.run(consumer, 'INSERT INTO inbox (event_id, received_at) VALUES (?, ?)', id, at);
    }
  }

  private fill(): void {
    for (const [id, status] of [
      [1, 'Shipped'],
      [2, 'Cancelled'],
      [3, 'Refused'],
    ] as const) {
      this.run(
        'order',
        `INSERT INTO orders (id, product_id, qty, status, amount, currency, customer_id, created_at, updated_at, attempts, version)
         VALUES (?, '1001', 1, ?, 4900, 'EUR', 'guest', ?, ?, 0, 1)`,
        ...[id, status, LONG_AGO, LONG_AGO],
      );
    }
    this.run('order', "UPDATE cars SET stock = stock - 1 WHERE product_id = '1001'");
    for (const id of [1, 2]) this.pay(id);
    this.cancel(2);
  }

  private pay(id: number): void {
    const goods = { productId: '1001', qty: 1, amount: 49, currency: 'EUR', customerId: 'guest' };
    this.run(
      'payment',
      `INSERT INTO payments (id, order_id, product_id, qty, amount, currency, customer_id, status, request_hash, created_at, updated_at, version)
       VALUES (?, ?, '1001', 1, 4900, 'EUR', 'guest', 'OrderApproved', '', ?, ?, 1)`,
      ...[id, id, LONG_AGO, LONG_AGO],
    );
    this.run(
      'payment',
      "INSERT INTO ledger (order_id, kind, amount, currency, created_at, provider_id) VALUES (?, 'charge', 4900, 'EUR', ?, ?)",
      id,
      LONG_AGO,
      `pi_${id}`,
    );
    this.run(
      'delivery',
      "INSERT INTO deliveries (id, order_id, payment_id, customer_id, status, created_at, updated_at, version) VALUES (?, ?, ?, 'guest', 'Shipped', ?, ?, 1)",
      ...[id, id, id, LONG_AGO, LONG_AGO],
    );
    this.run(
      'customerpage',
      `INSERT INTO customerpages (order_id, product_id, qty, customer_id, payment_id, delivery_id, amount, currency, ordered_at, paid_at, shipped_at, touched_at, version)
       VALUES (?, '1001', 1, 'guest', ?, ?, 4900, 'EUR', ?, ?, ?, ?, 1)`,
      ...[id, id, id, LONG_AGO, LONG_AGO, LONG_AGO, LONG_AGO],
    );
    this.append('payment', 'Paid', { id, orderId: id, ...goods, status: 'OrderApproved' }, [
      'order',
      'delivery',
      'customerpage',
    ]);
    this.append('order', 'Ordered', { id, ...goods, status: 'Placed' }, ['customerpage']);
    this.append('delivery', 'Shipped', { id, orderId: id, paymentId: id, status: 'Shipped', customerId: 'guest' }, [
      'order',
      'customerpage',
    ]);
  }

  private cancel(id: number): void {
    const goods = { productId: '1001', qty: 1, amount: 49, currency: 'EUR', customerId: 'guest' };
    this.run('payment', "UPDATE payments SET status = 'PaymentCancelled' WHERE id = ?", id);
    this.run(
      'payment',
      "INSERT INTO ledger (order_id, kind, amount, currency, created_at, provider_id) VALUES (?, 'refund', 4900, 'EUR', ?, ?)",
      id,
      LONG_AGO,
      `re_${id}`,
    );
    this.run('delivery', "UPDATE deliveries SET status = 'DeliveryCanceled' WHERE id = ?", id);
    this.run(
      'customerpage',
      'UPDATE customerpages SET delivery_canceled_at = ?, pay_cancelled_at = ?, order_cancelled_at = ? WHERE order_id = ?',
      ...[LONG_AGO, LONG_AGO, LONG_AGO, id],
    );
    this.append(
      'delivery',
      'DeliveryCanceled',
      { id, orderId: id, paymentId: id, status: 'DeliveryCanceled', customerId: 'guest' },
      ['order', 'customerpage'],
    );
    this.append('payment', 'PayCancelled', { id, orderId: id, ...goods, status: 'PaymentCancelled' }, [
      'order',
      'customerpage',
    ]);
    this.append('order', 'OrderCancelled', { id, ...goods, status: 'Cancelled' }, ['customerpage']);
  }

  private async publish(): Promise<void> {
    const log = openEventLog({ dataDir: this.folder, clientId: 'test', log: () => undefined });
    await log.publish(this.messages);
    await log.close();
  }
}
