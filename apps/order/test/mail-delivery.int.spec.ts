import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type TestDatabase } from '@carshare/testing';
import { ContactRetention } from '../src/mails/contact-retention.js';
import { MailsSweeper } from '../src/mails/mails.sweeper.js';
import { addVehicles, booking, HOUR_MS } from './fleet.js';
import { ADDRESS, DAY_MS, linkOf, MailShop } from './mail-shop.js';
import { OrderService } from './order-service.js';

describe.each(engines('mysql'))('On $name, mails that are due', (engine) => {
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

  it('are sent again when the server cannot be used, with the same Message-ID', async () => {
    await shop.smtp.stop();
    const id = await shop.place({ productId: '1001', qty: 1 });
    await eventually(async () =>
      expect(await shop.service.rows(`SELECT id FROM mails WHERE order_id = ${id} AND attempts > 0`)).toHaveLength(1),
    );
    const tokens = (): Promise<unknown[]> => shop.service.rows(`SELECT * FROM mail_tokens WHERE order_id = ${id}`);
    // The connection was never made, so the token of the attempt is deleted.
    await eventually(async () => expect(await tokens()).toEqual([]));
    await shop.smtp.open();
    shop.smtp.become(() => ({ data: '451 later' }));
    const now = (): Date => new Date(Date.now() + HOUR_MS);
    await shop.sweep(now());
    shop.smtp.become(() => 'cut');
    await shop.sweep(new Date(now().getTime() + HOUR_MS));
    shop.smtp.become(() => 'take');
    await shop.sweep(new Date(now().getTime() + 2 * HOUR_MS));
    expect(await shop.mailsOf(id)).toEqual([['placed', 'sent']]);
    const [first, second, ...more] = shop.smtp.taken;
    expect(more).toEqual([]);
    expect(second?.headers['message-id']).toBe(first?.headers['message-id']);
    expect(await tokens()).toHaveLength(2);
    // Both copies may have reached the mailbox: the links of both work.
    for (const mail of [first!, second!]) expect((await shop.service.get(linkOf(mail))).status).toBe(200);
  });

  it('are given up for an address that is refused, visible to the operator without the address', async () => {
    shop.smtp.become(() => ({ rcpt: `550 no such user <${ADDRESS}>` }));
    const id = await shop.place({ productId: '1001', qty: 1 });
    await shop.outcome(id, 'placed', 'refused');
    const operator = await shop.issuer.bearer('olga', 'operator');
    const { body } = await shop.service.get(`/operator/order/timeline/${id}`, operator);
    const records = body['records'] as { what: string }[];
    expect(records[0]).toMatchObject({ what: 'order', id });
    expect(records.filter(({ what }) => what === 'mail')).toMatchObject([
      { status: 'refused', details: { kind: 'placed', attempts: 1, dueAt: null } },
    ]);
    expect(JSON.stringify(body)).not.toContain('ann@');
  });
});

it('Without a server the mails are files, which age like the addresses', async () => {
  const shop = await OrderService.start();
  await addVehicles(shop, 1);
  const { body } = await shop.service.post('/orders', booking(0, 9, { email: ADDRESS }), { 'accept-language': 'fr' });
  const id = String(body['id']);
  const sweeper = shop.service.app.get<MailsSweeper, { transport: { folder: string } }>(MailsSweeper);
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
