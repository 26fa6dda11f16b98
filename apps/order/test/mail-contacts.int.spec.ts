import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, type TestDatabase } from '@carshare/testing';
import { PlaceRetention } from '../src/bookings/place-retention.js';
import { ContactRetention } from '../src/mails/contact-retention.js';
import { booking } from './fleet.js';
import { ADDRESS, DAY_MS, linkOf, MailShop } from './mail-shop.js';
import { handedOver, returned } from './rental-events.js';

describe.each(engines('mysql'))('On $name, the mails of an address', (engine) => {
  let database: TestDatabase;
  let shop: MailShop;

  beforeAll(async () => {
    database = await engine.create();
    shop = await MailShop.start(database.url);
  });
  beforeEach(() => shop.reset());
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  it('end with one click, and with a page whose opening changes nothing', async () => {
    const id = await shop.place(booking(0, 9), 'ko');
    await shop.sent(id, 'placed');
    const [mail] = shop.smtp.taken;
    const path = linkOf(mail!);
    expect(path).toMatch(/^\/mails\/unsubscribe\/[\w-]{43}$/);
    const page = await shop.service.get(path);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body['text']).toContain('<form method="post">');
    expect(page.body['text']).toContain('lang="ko"');
    const view = async (): Promise<unknown> => (await shop.service.get(`/orders/${id}/mails`, shop.ann)).body;
    expect(await view()).toEqual({ enabled: true, hasAddress: true });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (let click = 0; click < 2; click += 1) {
      expect((await shop.service.send('POST', path, 'List-Unsubscribe=One-Click', form)).status).toBe(200);
    }
    expect(await view()).toEqual({ enabled: false, hasAddress: true });
    await shop.publish(eventsOf(id)['shipped']!);
    await shop.outcome(id, 'on_its_way', 'opted_out');
    expect(shop.smtp.taken).toHaveLength(1);
    const wrong = await shop.service.send('POST', `${path}x`, undefined, {});
    expect(wrong).toMatchObject({ status: 404, body: { code: 'mails.link_unknown' } });
    const stored = await shop.service.rows(`SELECT token_hash FROM mail_tokens WHERE order_id = ${id}`);
    expect(JSON.stringify(stored)).not.toContain(path.split('/').at(-1));
  });

  it('are stopped and started by the customer alone', async () => {
    const id = await shop.place(booking(0, 9, { mails: false, email: 'other@example.org' }));
    await shop.outcome(id, 'placed', 'opted_out');
    const path = `/orders/${id}/mails`;
    const bob = await shop.issuer.bearer('bob');
    const operator = await shop.issuer.bearer('olga', 'operator');
    for (const headers of [bob, operator]) {
      expect((await shop.service.get(path, headers)).status).toBe(404);
      expect((await shop.service.patch(path, { enabled: true }, headers)).status).toBe(404);
    }
    expect((await shop.service.patch(path, { enabled: 'yes' }, shop.ann)).status).toBe(400);
    const answer = await shop.service.patch(path, { enabled: true }, shop.ann);
    expect(answer).toMatchObject({ status: 200, body: { enabled: true, hasAddress: true } });
    await shop.publish(eventsOf(id)['shipped']!);
    await shop.sent(id, 'on_its_way');
    expect(shop.smtp.taken.map(({ to }) => to)).toEqual(['other@example.org']);
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
    const { status, body } = await shop.service.post('/orders', booking(0, 9, { email }), shop.ann);
    expect([status, body['code']]).toEqual([400, 'request.invalid']);
  });

  it('get no recipient and no header from the text of an operator or a customer', async () => {
    const model = 'Fine\r\nBcc: bob@example.org\r\n\r\n<script>';
    await shop.service.execute("UPDATE cars SET model = ? WHERE product_id = '1001'", [model]);
    const id = await shop.place(booking(0, 9, { place: 'A\u2028Bcc: bob@example.org' }));
    await shop.sent(id, 'placed');
    await shop.service.execute("UPDATE cars SET model = 'City Electric' WHERE product_id = '1001'");
    const [mail] = shop.smtp.taken;
    expect(Object.keys(mail!.headers)).not.toContain('bcc');
    expect(mail!.headers['subject']).toContain('Fine Bcc: bob@example.org <script>');
    expect(mail!.html).not.toContain('<script>');
    expect(shop.smtp.commands.filter((command) => /^RCPT/.test(command) && !command.includes('example.org'))).toEqual(
      [],
    );
    expect(shop.smtp.commands.filter((command) => command.includes('bob@'))).toEqual([]);
  });

  it('take part in the fingerprint of a request', async () => {
    const key = { 'idempotency-key': 'mails-1' };
    const id = await shop.place(booking(0, 9, { email: ADDRESS }), 'en', key);
    expect(await shop.place(booking(0, 9, { email: ADDRESS }), 'ko', key)).toBe(id);
    const other = await shop.service.post('/orders', booking(0, 9, { email: 'b@example.org' }), {
      ...shop.ann,
      ...key,
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.reused' } });
  });

  it('lose their address together with the place; no event, answer or page ever had it', async () => {
    const [held, ended] = [
      await shop.place(booking(0, 9, { place: 'Platz 1' })),
      await shop.place(booking(0, 9, { place: 'Platz 1' })),
    ];
    await shop.publish(handedOver(held), handedOver(ended));
    await shop.becomes(held, 'InUse');
    await shop.becomes(ended, 'InUse');
    await shop.publish(returned(ended));
    await shop.sent(ended, 'returned');
    const path = linkOf(shop.smtp.taken[0]!);
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
    expect((await shop.service.get(`/orders/${ended}/mails`, shop.ann)).body).toEqual({
      enabled: true,
      hasAddress: false,
    });
    await shop.note(ended, 'overdue');
    await erase(500);
    expect(await known()).toEqual([
      [ADDRESS, 'Platz 1'],
      [null, null],
    ]);
    await shop.publish(returned(held));
    await shop.sent(held, 'returned');
    await erase(500);
    expect(await shop.service.rows('SELECT order_id FROM mail_contacts WHERE address IS NOT NULL')).toEqual([]);
    expect((await shop.service.get(path)).status).toBe(404);
    expect(JSON.stringify(await shop.service.history())).not.toContain('@example.org');
    expect(JSON.stringify((await shop.service.get(`/orders/${held}`, shop.ann)).body)).not.toContain('@');
    for (const table of ['orders', 'bookings', 'mails', 'mail_tokens', 'mail_contacts', 'outbox']) {
      expect(JSON.stringify(await shop.service.rows(`SELECT * FROM ${table}`))).not.toContain('@example.org');
    }
  });

  it('are noted by no request without an address', async () => {
    const bob = await shop.issuer.bearer('bob');
    const { body } = await shop.service.post('/orders', booking(0, 9), bob);
    await shop.publish(eventsOf(Number(body['id']))['shipped']!);
    await shop.becomes(Number(body['id']), 'Shipped');
    expect(await shop.mailsOf(Number(body['id']))).toEqual([]);
  });
});
