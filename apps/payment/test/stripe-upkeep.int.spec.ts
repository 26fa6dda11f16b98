import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Retention } from '@carshare/messaging';
import { engines, type TestDatabase } from '@carshare/testing';
import { FakeStripe } from './fake-stripe.js';
import { StripeShop, visa } from './stripe-shop.js';

const DAY_MS = 86_400_000;

describe.each(engines('mysql'))('On $name, payment on a Stripe account', (engine) => {
  let database: TestDatabase;
  let stripe: FakeStripe;
  let shop: StripeShop;

  beforeAll(async () => {
    database = await engine.create();
    stripe = await FakeStripe.start();
    shop = await StripeShop.start(stripe, { DATABASE_URL: database.url });
  });
  afterAll(async () => {
    await shop.stop();
    await stripe.stop();
    await database.drop();
  });

  it('forgets the events of webhooks after the retention of the inbox', async () => {
    const { service } = shop.payment;
    for (const [id, days] of [
      ['evt_old', 15],
      ['evt_young', 13],
    ] as const) {
      await service.execute("INSERT INTO stripe_events (id, type, received_at) VALUES (?, 'charge.refunded', ?)", [
        id,
        Date.now() - days * DAY_MS,
      ]);
    }
    expect(await service.app.get(Retention).prune()).toMatchObject({ stripe_events: 1 });
    expect(await service.rows('SELECT id FROM stripe_events')).toEqual([{ id: 'evt_young' }]);
  });

  it('measures the decisions that wait for an operator', async () => {
    expect(await shop.metric('payment_decisions_open{')).toBe(0);
    expect(await shop.metric('payment_decisions_oldest_age_seconds{')).toBe(0);
    const order = shop.payment.nextOrder();
    await shop.payment.pay(order, visa);
    stripe.refundOutcome = () => 'charge_disputed';
    await shop.payment.cancel(order);
    const opened = Date.now() - 3 * DAY_MS;
    await shop.payment.service.execute('UPDATE decisions SET opened_at = ?', [opened]);
    expect(await shop.metric('payment_decisions_open{')).toBe(1);
    const waited = await shop.metric('payment_decisions_oldest_age_seconds{');
    expect(waited).toBeGreaterThanOrEqual((3 * DAY_MS) / 1000);
    expect(waited).toBeLessThan((3 * DAY_MS) / 1000 + 60);
  });
});
