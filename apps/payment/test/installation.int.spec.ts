import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataSourceOptions, migrate, type Schema } from '@carshare/persistence';
import { loadConfig } from '@carshare/service-kit';
import { engines } from '@carshare/testing';
import { DataSource } from 'typeorm';
import { PaymentConfig } from '../src/app.config.js';
import { schema } from '../src/app.module.js';
import { FakeStripe } from './fake-stripe.js';
import { lastingDatabase } from './lasting-database.js';
import { StripeShop, visa } from './stripe-shop.js';

/** As of the release before installations had an id. */
const LATER = /^(CreateInstallation|CreateRefunds|WidenLedger|StoreMinorUnits|KeepFees|CreateAdjustments)/;
const FORMER: Schema = { ...schema, migrations: schema.migrations.filter(({ name }) => !LATER.test(name)) };
const PAID = `INSERT INTO payments (order_id, product_id, qty, amount, currency, customer_id, status, reference, request_hash, created_at, updated_at, version)
  VALUES (7, '1001', 1, 4900, 'EUR', 'guest', 'OrderApproved', 'pi_old', '', 1, 1, 1)`;
const CHARGED =
  "INSERT INTO ledger (order_id, kind, amount, currency, created_at) VALUES (7, 'charge', 4900, 'EUR', 1)";

// Without servers both are SQLite.
const each = new Map([...engines('mysql'), ...engines('postgres')].map((engine) => [engine.name, engine]));

describe.each([...each.values()])('On $name, the installation id', (engine) => {
  let database: { url: string; drop: () => Promise<void> };
  let stripe: FakeStripe;
  beforeAll(async () => {
    database = await lastingDatabase(engine);
    stripe = await FakeStripe.start();
    const config = loadConfig(PaymentConfig, { DATABASE_URL: database.url });
    await migrate(config, FORMER);
    for (const sql of [PAID, CHARGED]) await run(sql);
    await migrate(config, schema);
  });
  afterAll(async () => {
    await stripe.stop();
    await database.drop();
  });

  async function run(sql: string): Promise<void> {
    const config = loadConfig(PaymentConfig, { DATABASE_URL: database.url });
    const source = await new DataSource(dataSourceOptions(config.databaseUrl, FORMER, 'write')).initialize();
    await source.query(sql);
    await source.destroy();
  }

  it('is made once, and stays over restarts and further migrations', async () => {
    const ids: string[] = [];
    for (let times = 0; times < 2; times += 1) {
      await migrate(loadConfig(PaymentConfig, { DATABASE_URL: database.url }), schema);
      const shop = await StripeShop.start(stripe, { DATABASE_URL: database.url });
      ids.push(await shop.installation());
      await shop.stop();
    }
    expect(ids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('leaves what was paid before refundable, and names the provider’s charge in the ledger', async () => {
    stripe.succeed(stripe.makeIntent({ id: 'pi_old', amount: 4900, metadata: { key: 'pay-7', orderId: '7' } }));
    const shop = await StripeShop.start(stripe, { DATABASE_URL: database.url });
    const [charge] = await shop.payment.service.rows<{ provider_id: string }>('SELECT provider_id FROM ledger');
    expect(charge?.provider_id).toBe('pi_old');
    expect((await shop.payment.cancel(7)).status).toBe(201);
    expect(stripe.refundedOf('pi_old')).toBe(4900);
    expect(await shop.payment.ledger(7)).toEqual(['charge 4900', 'refund 4900']);
    await shop.stop();
  });

  it.each([
    ['with the keys', false],
    ['when the keys are forgotten', true],
  ])('does not charge an order twice that was under way during the upgrade, %s', async (_title, forgotten) => {
    const order = forgotten ? 9 : 8;
    // What the former release did before its answer was lost.
    const former = new URLSearchParams({
      amount: '100',
      currency: 'eur',
      'payment_method_types[0]': 'card',
      'metadata[key]': `pay-${order}`,
    });
    const made = await fetch(`${stripe.url}/v1/payment_intents`, {
      method: 'POST',
      headers: { 'idempotency-key': `pay-${order}` },
      body: former.toString(),
    });
    const { id } = (await made.json()) as { id: string };
    stripe.succeed(Object.assign(stripe.intents.get(id)!, { amount: 4900 }));
    const shop = await StripeShop.start(stripe, { DATABASE_URL: database.url });
    if (forgotten) {
      stripe.forgetKeys();
      await shop.payment.service.execute('UPDATE installation SET created_at = 1');
      await shop.stop();
    }
    const later = forgotten ? await StripeShop.start(stripe, { DATABASE_URL: database.url }) : shop;
    const intents = stripe.intents.size;
    expect((await later.payment.pay(order, visa)).status).toBe(201);
    expect(stripe.intents.size).toBe(intents);
    expect(await later.payment.ledger(order)).toEqual(['charge 4900']);
    await later.stop();
  });
});

describe('A database that was empty', () => {
  it('never takes an earlier charge of the same order number for its own', async () => {
    const stripe = await FakeStripe.start();
    for (let times = 1; times <= 2; times += 1) {
      const shop = await StripeShop.start(stripe);
      expect((await shop.payment.pay(3, visa)).status).toBe(201);
      expect(stripe.intents.size).toBe(times);
      expect(stripe.last.status).toBe('succeeded');
      await shop.stop();
    }
    await stripe.stop();
  });
});
