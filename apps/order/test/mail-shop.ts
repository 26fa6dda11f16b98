import { expect } from '@jest/globals';
import { UnitOfWork } from '@carshare/persistence';
import { eventually, Issuer, type RunningService } from '@carshare/testing';
import { MailsService } from '../src/mails/mails.service.js';
import { MailsSweeper } from '../src/mails/mails.sweeper.js';
import { Order } from '../src/orders/order.entity.js';
import { HOUR_MS } from './fleet.js';
import { OrderService, willing } from './order-service.js';
import type { returned } from './rental-events.js';
import { SmtpServer, type TakenMail } from './smtp-server.js';

export const DAY_MS = 24 * HOUR_MS;
export const ADDRESS = 'ann@example.org';
type Headers = Record<string, string>;

/** The order service with a mail server, and a customer whose token has an address. */
export class MailShop {
  private constructor(
    private readonly orders: OrderService,
    readonly env: Record<string, string | undefined>,
    readonly issuer: Issuer,
    readonly smtp: SmtpServer,
    readonly ann: Headers,
  ) {}

  static async start(databaseUrl: string | undefined): Promise<MailShop> {
    const issuer = await Issuer.create();
    const smtp = await SmtpServer.start();
    const env = {
      ...issuer.environment,
      DATABASE_URL: databaseUrl,
      JWT_SERVICE_TOKEN: 'service-token',
      MAIL_SMTP_URL: smtp.url,
      PUBLIC_URL: 'https://shop.example',
      OPERATOR_NAME: 'Nord & Süd <Cars>',
    };
    const orders = await OrderService.start(env);
    const prices = "UPDATE cars SET price_per_day_minor = 4900, price_per_hour_minor = 800 WHERE product_id = '1001'";
    await orders.service.execute(prices);
    for (let n = 0; n < 12; n += 1) {
      const sql = "INSERT INTO vehicles (product_id, plate, state, version) VALUES ('1001', ?, 'InService', 1)";
      await orders.service.execute(sql, [`B-CS ${n}`]);
    }
    const token = await issuer.token({ sub: 'ann', email: ADDRESS, email_verified: true });
    return new MailShop(orders, env, issuer, smtp, { authorization: `Bearer ${token}` });
  }

  get service(): RunningService {
    return this.orders.service;
  }

  get payment(): OrderService['payment'] {
    return this.orders.payment;
  }

  /** All is well again, and no mail was taken. */
  reset(): void {
    this.smtp.become(() => 'take');
    this.smtp.taken.length = 0;
    this.payment.become(willing);
  }

  async stop(): Promise<void> {
    await this.orders.stop();
    await this.smtp.stop();
  }

  async place(request: object, language = 'en', more: Headers = {}): Promise<number> {
    const headers = { ...this.ann, 'accept-language': language, ...more };
    const { status, body } = await this.service.post('/orders', request, headers);
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  }

  publish(...messages: ReturnType<typeof returned>[]): Promise<void> {
    return this.service.log.publish(messages);
  }

  becomes(id: number, status: string): Promise<void> {
    return eventually(async () => {
      const [row] = await this.service.rows<{ status: string }>(`SELECT status FROM orders WHERE id = ${id}`);
      expect(row?.status).toBe(status);
    });
  }

  /** The mails of an order, each with its outcome. */
  async mailsOf(id: number): Promise<[string, string | null][]> {
    const sql = `SELECT kind, outcome FROM mails WHERE order_id = ${id} ORDER BY id`;
    const rows = await this.service.rows<{ kind: string; outcome: string | null }>(sql);
    return rows.map(({ kind, outcome }) => [kind, outcome]);
  }

  /** Sends what is due at a time, however many rounds that takes. */
  async sweep(at = new Date()): Promise<void> {
    for (let wait = 0; wait < 2_000;) wait = await this.service.app.get(MailsSweeper).sweep(at);
  }

  outcome(id: number, kind: string, expected: string | null): Promise<void> {
    return eventually(async () => expect(await this.mailsOf(id)).toContainEqual([kind, expected]));
  }

  sent(id: number, kind: string): Promise<void> {
    return this.outcome(id, kind, 'sent');
  }

  subjects(): string[] {
    return this.smtp.taken.map(({ headers }) => headers['subject'] ?? '');
  }

  /** A change of the order makes its mail due. */
  note(id: number, kind: Parameters<MailsService['note']>[2]): Promise<void> {
    return this.service.app.get(UnitOfWork).transaction(async (tx) => {
      this.service.app.get(MailsService).note(tx, (await tx.find(Order, { id }))!, kind);
    });
  }

  /** The clock is moved: the booking ends in so many milliseconds. */
  async endsIn(id: number, ms: number): Promise<void> {
    const to = Math.floor((Date.now() + ms) / 1_000) * 1_000;
    await this.service.execute('UPDATE bookings SET starts_at = ?, ends_at = ?, agenda_at = ? WHERE order_id = ?', [
      ...[to - 9 * HOUR_MS, to, to],
      id,
    ]);
  }
}

/** The path of the link that ends the mails. */
export function linkOf({ headers }: TakenMail): string {
  return (headers['list-unsubscribe'] ?? '').replace(/^<https:\/\/shop\.example(.*)>$/, '$1');
}
