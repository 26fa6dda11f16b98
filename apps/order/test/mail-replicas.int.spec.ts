import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Reader } from '@carshare/persistence';
import { allEngines, eventually, RunningService, type TestDatabase } from '@carshare/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Mail } from '../src/mails/mail.entity.js';
import { MailQueue } from '../src/mails/mail-queue.service.js';
import { MailsSweeper } from '../src/mails/mails.sweeper.js';
import { addVehicles, booking, HOUR_MS, hours } from './fleet.js';
import { OrderService, parts } from './order-service.js';
import { SmtpServer } from './smtp-server.js';

const MAILS = 12;
/** When the reminders of the bookings are due. It is in the future: only the test sends them. */
const DUE = new Date(new Date(hours(72)).getTime() - 23 * HOUR_MS);

describe.each(allEngines())('On $name, the mails of two replicas on one database', (engine) => {
  let database: TestDatabase;
  let folder: string;
  let smtp: SmtpServer;
  let shop: OrderService;
  let replicas: RunningService[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'replicas-'));
    smtp = await SmtpServer.start();
    database = await engine.create();
    const env = { DATABASE_URL: database.url, DATA_DIR: folder, MAIL_SMTP_URL: smtp.url };
    shop = await OrderService.start(env);
    replicas = [shop.service, await RunningService.start(parts, { ...env, PAYMENT_URL: shop.payment.url })];
    await addVehicles(shop, MAILS);
  });
  beforeEach(async () => {
    await shop.service.execute('DELETE FROM mails');
    await shop.service.execute('DELETE FROM occupations');
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await shop.payment.stop();
    await smtp.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const book = async (email: string): Promise<number> => {
    const { status, body } = await shop.service.post('/orders', booking(72, 80, { email }));
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  };

  it('are one per order, also when both have read all of them before either sends', async () => {
    const addresses = Array.from({ length: MAILS }, (_, n) => `customer-${n}@example.org`);
    for (const address of addresses) await book(address);
    // Only the reminders are left, so that one round reads all of them.
    const placed = "SELECT id FROM mails WHERE kind = 'placed' AND outcome IS NULL";
    await eventually(async () => expect(await shop.service.rows(placed)).toEqual([]));
    // Both replicas hold the same rows when the first claim begins.
    const waiting = new Set<MailQueue>();
    let go = (): void => undefined;
    const both = new Promise<void>((resolve) => (go = resolve));
    for (const { app } of replicas) {
      const queue = app.get(MailQueue);
      const claim = queue.claim.bind(queue);
      queue.claim = async (mail, now) => {
        waiting.add(queue);
        if (waiting.size === replicas.length) go();
        await both;
        return claim(mail, now);
      };
    }
    await Promise.all(replicas.map(({ app }) => app.get(MailsSweeper).sweep(DUE)));
    const reminders = smtp.taken.filter(({ headers }) => headers['subject']?.includes('starts soon'));
    expect(reminders.map(({ to }) => to).sort()).toEqual(addresses.sort());
    const outcomes = "SELECT outcome, attempts FROM mails WHERE kind = 'reminder'";
    expect(await shop.service.rows(outcomes)).toEqual(Array(MAILS).fill({ outcome: 'sent', attempts: 1 }));
  });

  it('are claimed once, by whichever replica is first', async () => {
    const orderId = await book('ann@example.org');
    const [mail] = await shop.service.app.get(Reader).all(Mail, { orderId, kind: 'reminder' });
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, n) => replicas[n % 2]!.app.get(MailQueue).claim(mail!, DUE)),
    );
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });
});
