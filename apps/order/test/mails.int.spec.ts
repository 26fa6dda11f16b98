import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { allEngines, eventsOf, eventually, Issuer, RunningService, type TestDatabase } from '@carshare/testing';
import { PlaceRetention } from '../src/bookings/place-retention.js';
import { ContactRetention } from '../src/mails/contact-retention.js';
import { MailQueue } from '../src/mails/mail-queue.service.js';
import { MailsSweeper } from '../src/mails/mails.sweeper.js';
import { Mail } from '../src/mails/mail.entity.js';
import { MailsService } from '../src/mails/mails.service.js';
import { Reader, UnitOfWork } from '@carshare/persistence';
import { Order } from '../src/orders/order.entity.js';
import { addVehicles, booking, HOUR_MS, hours } from './fleet.js';
import { OrderService, parts, willing } from './order-service.js';
import { handedOver, returned } from './rental-events.js';
import { SmtpServer, type TakenMail } from './smtp-server.js';

const DAY_MS = 24 * HOUR_MS;
const ADDRESS = 'ann@example.org';
type Headers = Record<string, string>;

describe.each(allEngines())('On $name, the mails about an order', (engine) => {
  let database: TestDatabase;
  let issuer: Issuer;
  let smtp: SmtpServer;
  let shop: OrderService;
  let ann: Headers;
  let env: Record<string, string | undefined>;

  beforeAll(async () => {
    issuer = await Issuer.create();
    smtp = await SmtpServer.start();
    database = await engine.create();
    env = {
      ...issuer.environment,
      DATABASE_URL: database.url,
      JWT_SERVICE_TOKEN: 'service-token',
      MAIL_SMTP_URL: smtp.url,
      PUBLIC_URL: 'https://shop.example',
      OPERATOR_NAME: 'Nord & Süd <Cars>',
    };
    shop = await OrderService.start(env);
    const prices = "UPDATE cars SET price_per_day_minor = 4900, price_per_hour_minor = 800 WHERE product_id = '1001'";
    await shop.service.execute(prices);
    for (let n = 0; n < 12; n += 1) {
      const sql = "INSERT INTO vehicles (product_id, plate, state, version) VALUES ('1001', ?, 'InService', 1)";
      await shop.service.execute(sql, [`B-CS ${n}`]);
    }
    ann = { authorization: `Bearer ${await issuer.token({ sub: 'ann', email: ADDRESS, email_verified: true })}` };
  });
  beforeEach(() => {
    smtp.become(() => 'take');
    smtp.taken.length = 0;
    shop.payment.become(willing);
  });
  afterAll(async () => {
    await shop.stop();
    await smtp.stop();
    await database.drop();
  });

  const place = async (request: object, language = 'en', more: Headers = {}): Promise<number> => {
    const headers = { ...ann, 'accept-language': language, ...more };
    const { status, body } = await shop.service.post('/orders', request, headers);
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  };
  const publish = (...messages: ReturnType<typeof returned>[]): Promise<void> => shop.service.log.publish(messages);
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => {
      const [row] = await shop.service.rows<{ status: string }>(`SELECT status FROM orders WHERE id = ${id}`);
      expect(row?.status).toBe(status);
    }, 15_000);
  const mailsOf = async (id: number): Promise<[string, string | null][]> => {
    const sql = `SELECT kind, outcome FROM mails WHERE order_id = ${id} ORDER BY id`;
    const rows = await shop.service.rows<{ kind: string; outcome: string | null }>(sql);
    return rows.map(({ kind, outcome }) => [kind, outcome]);
  };
  /** Sends what is due at a time, however many rounds that takes. */
  const sweep = async (at = new Date()): Promise<void> => {
    for (let wait = 0; wait < 2_000;) wait = await shop.service.app.get(MailsSweeper).sweep(at);
  };
  const outcome = async (id: number, kind: string, expected: string | null): Promise<void> =>
    eventually(async () => expect(await mailsOf(id)).toContainEqual([kind, expected]), 10_000);
  const sent = (id: number, kind: string): Promise<void> => outcome(id, kind, 'sent');
  const subjects = (): string[] => smtp.taken.map(({ headers }) => headers['subject'] ?? '');
  const note = (id: number, kind: Parameters<MailsService['note']>[2]): Promise<void> =>
    shop.service.app.get(UnitOfWork).transaction(async (tx) => {
      shop.service.app.get(MailsService).note(tx, (await tx.find(Order, { id }))!, kind);
    });
  const link = ({ headers }: TakenMail): string =>
    (headers['list-unsubscribe'] ?? '').replace(/^<https:\/\/shop\.example(.*)>$/, '$1');
  /** The clock is moved: the booking ends in so many milliseconds. */
  const endsIn = async (id: number, ms: number): Promise<void> => {
    const to = Math.floor((Date.now() + ms) / 1_000) * 1_000;
    await shop.service.execute('UPDATE bookings SET starts_at = ?, ends_at = ? WHERE order_id = ?', [
      to - 9 * HOUR_MS,
      to,
      id,
    ]);
  };

  it.each([
    ['en', ['Confirmed', 'starts soon', 'On its way', 'ends soon', 'Please return', 'Extended', 'is complete']],
    ['ko-KR,ko;q=0.9,en;q=0.8', ['확정', '곧 시작', '출발', '곧 끝납니다', '반납해 주세요', '연장', '완료되었습니다']],
  ])(
    'are those of its life, once each: %s',
    async (language, expected) => {
      const id = await place(booking(30, 39, { place: 'Hauptstr. 5 <Hof>' }), language);
      await sent(id, 'placed');
      await sweep(new Date(new Date(hours(30)).getTime() - 24 * HOUR_MS + 1));
      await sent(id, 'reminder');
      await publish(eventsOf(id)['shipped']!);
      await sent(id, 'on_its_way');
      await endsIn(id, 2 * HOUR_MS);
      await publish(handedOver(id));
      await becomes(id, 'InUse');
      await sweep(new Date(Date.now() + HOUR_MS + 1_000));
      await sent(id, 'due_soon');
      await endsIn(id, -HOUR_MS);
      await note(id, 'overdue');
      await note(id, 'overdue');
      await sent(id, 'overdue');
      await endsIn(id, 5 * HOUR_MS);
      await note(id, 'extended');
      await sent(id, 'extended');
      await publish(returned(id), returned(id));
      await sent(id, 'returned');
      await sweep(new Date(Date.now() + 30 * DAY_MS));
      expect(await mailsOf(id)).toEqual([
        ...['placed', 'reminder', 'on_its_way', 'due_soon', 'overdue', 'extended'].map((kind) => [kind, 'sent']),
        // The end was moved, and the car is back before it.
        ['due_soon', 'outdated'],
        ['returned', 'sent'],
      ]);
      expect(smtp.taken).toHaveLength(7);
      expected.forEach((word, at) => expect(subjects()[at]).toContain(word));
      for (const { to, headers, text, html, source } of smtp.taken) {
        expect(to).toBe(ADDRESS);
        expect([headers['to'], headers['from']]).toEqual([ADDRESS, 'Car Share <rentals@carshare.example>']);
        expect(headers['auto-submitted']).toBe('auto-generated');
        expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
        expect(headers['message-id']).toMatch(/^<[\w-]{36}@carshare\.example>$/);
        expect(text).toContain('Nord & Süd <Cars>');
        expect(html).toContain('Nord &amp; Süd &lt;Cars&gt;');
        expect(html).not.toContain('<Hof>');
        expect(source.split('\r\n').every((line) => line.length <= 998)).toBe(true);
      }
      expect(new Set(smtp.taken.map(({ headers }) => headers['message-id'])).size).toBe(7);
    },
    60_000,
  );

  it('follow a cancellation: no reminder, and the refund with its fee', async () => {
    const id = await place(booking(40, 49));
    await sent(id, 'placed');
    const canceled = await shop.service.delete(`/orders/${id}?expectedFee=0`, ann);
    expect(canceled.status).toBe(202);
    await publish(eventsOf(id)['payCancelled']!);
    await sent(id, 'refunded');
    await sweep(new Date(new Date(hours(40)).getTime() - HOUR_MS));
    expect(await mailsOf(id)).toEqual([
      ['placed', 'sent'],
      ['reminder', 'outdated'],
      ['refunded', 'sent'],
    ]);
    expect(smtp.taken[1]?.text).toContain('We have returned €49.00, the full price');
    const late = await place(booking(0, 9));
    await sent(late, 'placed');
    await shop.service.execute('UPDATE bookings SET fee_minor = 2450 WHERE order_id = ?', [late]);
    await publish(eventsOf(late)['payCancelled']!);
    await sent(late, 'refunded');
    expect(smtp.taken.at(-1)?.text).toContain('After the cancellation fee of €24.50 we have returned €24.50');
    // A refused order has none.
    shop.payment.become(() => ({ status: 402, body: {} }));
    const refused = await shop.service.post('/orders', booking(0, 9), ann);
    expect(await mailsOf(Number(refused.body['orderId']))).toEqual([]);
  });

  it('of an instant order, and of a booking at short notice, have no reminder', async () => {
    const id = await place({ productId: '1001', qty: 2 });
    await publish(eventsOf(id)['shipped']!, handedOver(id), returned(id));
    await sent(id, 'returned');
    const kinds = (await mailsOf(id)).map(([kind]) => kind);
    expect(kinds).toEqual(['placed', 'on_its_way', 'returned']);
    const soon = await place(booking(-23, -14));
    await sent(soon, 'placed');
    expect(await mailsOf(soon)).toEqual([['placed', 'sent']]);
  });

  it('are sent again when the server cannot be used, with the same Message-ID', async () => {
    await smtp.stop();
    const id = await place({ productId: '1001', qty: 1 });
    await eventually(async () =>
      expect(await shop.service.rows(`SELECT id FROM mails WHERE order_id = ${id} AND attempts > 0`)).toHaveLength(1),
    );
    const tokens = (): Promise<unknown[]> => shop.service.rows(`SELECT * FROM mail_tokens WHERE order_id = ${id}`);
    // The connection was never made, so the token of the attempt is deleted.
    await eventually(async () => expect(await tokens()).toEqual([]));
    await smtp.open();
    smtp.become(() => ({ data: '451 later' }));
    const now = (): Date => new Date(Date.now() + HOUR_MS);
    await sweep(now());
    smtp.become(() => 'cut');
    await sweep(new Date(now().getTime() + HOUR_MS));
    smtp.become(() => 'take');
    await sweep(new Date(now().getTime() + 2 * HOUR_MS));
    expect(await mailsOf(id)).toEqual([['placed', 'sent']]);
    const [first, second, ...more] = smtp.taken;
    expect(more).toEqual([]);
    expect(second?.headers['message-id']).toBe(first?.headers['message-id']);
    expect(await tokens()).toHaveLength(2);
    // Both copies may have reached the mailbox: the links of both work.
    for (const mail of [first!, second!]) expect((await shop.service.get(link(mail))).status).toBe(200);
  }, 60_000);

  it('are given up for an address that is refused, visible to the operator without the address', async () => {
    smtp.become(() => ({ rcpt: `550 no such user <${ADDRESS}>` }));
    const id = await place({ productId: '1001', qty: 1 });
    await outcome(id, 'placed', 'refused');
    const operator = await issuer.bearer('olga', 'operator');
    const { body } = await shop.service.get(`/operator/order/timeline/${id}`, operator);
    const records = body['records'] as { what: string }[];
    expect(records[0]).toMatchObject({ what: 'order', id });
    expect(records.filter(({ what }) => what === 'mail')).toMatchObject([
      { status: 'refused', details: { kind: 'placed', attempts: 1, dueAt: null } },
    ]);
    expect(JSON.stringify(body)).not.toContain('ann@');
  });

  it('end with one click, and with a page whose opening changes nothing', async () => {
    const id = await place(booking(0, 9), 'ko');
    await sent(id, 'placed');
    const [mail] = smtp.taken;
    const path = link(mail!);
    expect(path).toMatch(/^\/mails\/unsubscribe\/[\w-]{43}$/);
    const page = await shop.service.get(path);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body['text']).toContain('<form method="post">');
    expect(page.body['text']).toContain('lang="ko"');
    const view = async (): Promise<unknown> => (await shop.service.get(`/orders/${id}/mails`, ann)).body;
    expect(await view()).toEqual({ enabled: true, hasAddress: true });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (let click = 0; click < 2; click += 1) {
      expect((await shop.service.send('POST', path, 'List-Unsubscribe=One-Click', form)).status).toBe(200);
    }
    expect(await view()).toEqual({ enabled: false, hasAddress: true });
    await publish(eventsOf(id)['shipped']!);
    await outcome(id, 'on_its_way', 'opted_out');
    expect(smtp.taken).toHaveLength(1);
    const wrong = await shop.service.send('POST', `${path}x`, undefined, {});
    expect(wrong).toMatchObject({ status: 404, body: { code: 'mails.link_unknown' } });
    const stored = await shop.service.rows(`SELECT token_hash FROM mail_tokens WHERE order_id = ${id}`);
    expect(JSON.stringify(stored)).not.toContain(path.split('/').at(-1));
  });

  it('are stopped and started by the customer alone', async () => {
    const id = await place(booking(0, 9, { mails: false, email: 'other@example.org' }));
    await outcome(id, 'placed', 'opted_out');
    const path = `/orders/${id}/mails`;
    const bob = await issuer.bearer('bob');
    const operator = await issuer.bearer('olga', 'operator');
    for (const headers of [bob, operator]) {
      expect((await shop.service.get(path, headers)).status).toBe(404);
      expect((await shop.service.patch(path, { enabled: true }, headers)).status).toBe(404);
    }
    expect((await shop.service.patch(path, { enabled: 'yes' }, ann)).status).toBe(400);
    const answer = await shop.service.patch(path, { enabled: true }, ann);
    expect(answer).toMatchObject({ status: 200, body: { enabled: true, hasAddress: true } });
    await publish(eventsOf(id)['shipped']!);
    await sent(id, 'on_its_way');
    expect(smtp.taken.map(({ to }) => to)).toEqual(['other@example.org']);
    const { body } = await shop.service.post('/orders', booking(0, 9), bob);
    const none = `/orders/${String(body['id'])}/mails`;
    expect((await shop.service.get(none, bob)).body).toEqual({ enabled: false, hasAddress: false });
    const refused = await shop.service.patch(none, { enabled: true }, bob);
    expect(refused).toMatchObject({ status: 409, body: { code: 'mails.no_address' } });
    expect((await shop.service.patch(none, { enabled: false }, bob)).status).toBe(200);
  });

  it.each([
    'ann',
    'ann@',
    'ann@example.org\r\nBcc: bob@example.org',
    'ann@example.org, bob@example.org',
    'Ann <ann@example.org>',
    '"ann@evil.example"@example.org',
    'änn@example.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b.'.repeat(126)}org`,
  ])('go to no address such as %j', async (email) => {
    const { status, body } = await shop.service.post('/orders', booking(0, 9, { email }), ann);
    expect([status, body['code']]).toEqual([400, 'request.invalid']);
  });

  it('get no recipient and no header from the text of an operator or a customer', async () => {
    const model = 'Fine\r\nBcc: bob@example.org\r\n\r\n<script>';
    await shop.service.execute("UPDATE cars SET model = ? WHERE product_id = '1001'", [model]);
    const id = await place(booking(0, 9, { place: 'A\u2028Bcc: bob@example.org' }));
    await sent(id, 'placed');
    await shop.service.execute("UPDATE cars SET model = 'City Electric' WHERE product_id = '1001'");
    const [mail] = smtp.taken;
    expect(Object.keys(mail!.headers)).not.toContain('bcc');
    expect(mail!.headers['subject']).toContain('Fine Bcc: bob@example.org <script>');
    expect(mail!.html).not.toContain('<script>');
    expect(smtp.commands.filter((command) => /^RCPT/.test(command) && !command.includes('example.org'))).toEqual([]);
    expect(smtp.commands.filter((command) => command.includes('bob@'))).toEqual([]);
  });

  it('take part in the fingerprint of a request', async () => {
    const key = { 'idempotency-key': 'mails-1' };
    const id = await place(booking(0, 9, { email: ADDRESS }), 'en', key);
    expect(await place(booking(0, 9, { email: ADDRESS }), 'ko', key)).toBe(id);
    const other = await shop.service.post('/orders', booking(0, 9, { email: 'b@example.org' }), { ...ann, ...key });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.reused' } });
  });

  it('lose their address together with the place; no event, answer or page ever had it', async () => {
    const [held, ended] = [
      await place(booking(0, 9, { place: 'Platz 1' })),
      await place(booking(0, 9, { place: 'Platz 1' })),
    ];
    await publish(handedOver(held), handedOver(ended));
    await becomes(held, 'InUse');
    await becomes(ended, 'InUse');
    await publish(returned(ended));
    await sent(ended, 'returned');
    const path = link(smtp.taken[0]!);
    const known = async (): Promise<unknown[]> => {
      const sql = `SELECT c.address, b.place FROM mail_contacts c JOIN bookings b ON b.order_id = c.order_id WHERE c.order_id IN (${held}, ${ended}) ORDER BY c.order_id`;
      return (await shop.service.rows<{ address: unknown; place: unknown }>(sql)).map(({ address, place: at }) => [
        address,
        at,
      ]);
    };
    const erase = async (days: number): Promise<void> => {
      await shop.service.app.get(PlaceRetention).erase(Date.now() + days * DAY_MS);
      await shop.service.app.get(ContactRetention).erase(Date.now() + days * DAY_MS);
    };
    await erase(29);
    expect(await known()).toEqual([
      [ADDRESS, 'Platz 1'],
      [ADDRESS, 'Platz 1'],
    ]);
    await erase(31);
    expect(await known()).toEqual([
      [ADDRESS, 'Platz 1'],
      [null, null],
    ]);
    expect((await shop.service.get(`/orders/${ended}/mails`, ann)).body).toEqual({ enabled: true, hasAddress: false });
    await note(ended, 'overdue');
    await erase(500);
    expect(await known()).toEqual([
      [ADDRESS, 'Platz 1'],
      [null, null],
    ]);
    await publish(returned(held));
    await sent(held, 'returned');
    await erase(500);
    expect(await shop.service.rows('SELECT order_id FROM mail_contacts WHERE address IS NOT NULL')).toEqual([]);
    expect((await shop.service.get(path)).status).toBe(404);
    expect(JSON.stringify(await shop.service.history())).not.toContain('@example.org');
    expect(JSON.stringify((await shop.service.get(`/orders/${held}`, ann)).body)).not.toContain('@');
    for (const table of ['orders', 'bookings', 'mails', 'mail_tokens', 'mail_contacts', 'outbox']) {
      expect(JSON.stringify(await shop.service.rows(`SELECT * FROM ${table}`))).not.toContain('@example.org');
    }
  }, 60_000);

  it('are sent once by two replicas', async () => {
    const second = await RunningService.start(parts, {
      ...env,
      DATABASE_URL: database.url,
      PAYMENT_URL: shop.payment.url,
    });
    try {
      if (database.url === undefined) return;
      const ids = await Promise.all(Array.from({ length: 8 }, () => place(booking(0, 9))));
      const sweepers = [shop.service, second].map(({ app }) => app.get(MailsSweeper));
      await Promise.all(Array.from({ length: 6 }, (_, n) => sweepers[n % 2]!.sweep()));
      for (const id of ids) await sent(id, 'placed');
      expect(smtp.taken).toHaveLength(ids.length);
    } finally {
      await second.stop();
    }
  }, 60_000);

  it('are claimed by one sweeper, also when several read them at the same time', async () => {
    await smtp.stop();
    const id = await place(booking(0, 9));
    const [mail] = await shop.service.app.get(Reader).all(Mail, { orderId: id });
    const queue = shop.service.app.get(MailQueue);
    const claims = await Promise.all(Array.from({ length: 8 }, () => queue.claim(mail!, new Date())));
    expect(claims.filter((claim) => claim !== undefined).length).toBeLessThanOrEqual(1);
    await smtp.open();
  });

  it('are noted by no request without an address', async () => {
    const bob = await issuer.bearer('bob');
    const { body } = await shop.service.post('/orders', booking(0, 9), bob);
    await publish(eventsOf(Number(body['id']))['shipped']!);
    await becomes(Number(body['id']), 'Shipped');
    expect(await mailsOf(Number(body['id']))).toEqual([]);
  });
});

it('Without a server the mails are files, which age like the addresses', async () => {
  const shop = await OrderService.start();
  await addVehicles(shop, 1);
  const { body } = await shop.service.post('/orders', booking(0, 9, { email: ADDRESS }), { 'accept-language': 'fr' });
  const id = String(body['id']);
  const sweeper = shop.service.app.get(MailsSweeper) as unknown as { transport: { folder: string } };
  const { folder } = sweeper.transport;
  await eventually(async () => expect(await readdir(folder).catch(() => [])).toEqual([`${id}-1-placed.eml`]));
  const source = await readFile(join(folder, `${id}-1-placed.eml`), 'utf8');
  expect(source).toMatch(/^To: ann@example\.org\r$/m);
  expect(source).toMatch(/^Subject: Confirmed: City Electric, order \d+\r$/m);
  const retention = shop.service.app.get(ContactRetention);
  await retention.erase(Date.now() + 29 * DAY_MS);
  expect(await readdir(folder)).toHaveLength(1);
  await retention.erase(Date.now() + 31 * DAY_MS);
  expect(await readdir(folder)).toEqual([]);
  await shop.stop();
});
