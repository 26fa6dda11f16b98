import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeStripe } from './fake-stripe.js';
import { PaymentService } from './payment-service.js';
import { StripeShop, visa } from './stripe-shop.js';

describe('With Stripe as its provider, payment', () => {
  let stripe: FakeStripe;
  let shop: StripeShop;
  let payment: PaymentService;
  let order: number;

  beforeAll(async () => {
    stripe = await FakeStripe.start();
    shop = await StripeShop.start(stripe);
    payment = shop.payment;
  });
  afterAll(async () => {
    await shop.stop();
    await stripe.stop();
  });
  beforeEach(() => {
    order = payment.nextOrder();
    stripe.calls.length = 0;
    stripe.silentOn = undefined;
    stripe.hangs = false;
    stripe.refunds.clear();
  });

  it('charges the card that Stripe knows, once however often it is asked', async () => {
    expect((await payment.pay(order, visa)).status).toBe(201);
    expect((await payment.pay(order, visa)).status).toBe(201);
    expect(stripe.last).toMatchObject({ status: 'succeeded', amount_received: 4900, currency: 'eur' });
    expect(stripe.last.metadata).toEqual({ installation: await shop.installation(), orderId: String(order) });
    expect(stripe.calls.filter((call) => call.endsWith('/confirm'))).toHaveLength(1);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
  });

  it('passes on that the card is declined', async () => {
    const answer = await payment.pay(order, { paymentMethod: 'pm_card_chargeDeclined' });
    expect(answer).toMatchObject({
      status: 402,
      body: { code: 'payment.declined', detail: 'Your card was declined.' },
    });
    expect(await payment.ledger(order)).toEqual([]);
  });

  it('declines what Stripe refuses without the words that it has for developers', async () => {
    const { status, body } = await payment.pay(order, { paymentMethod: 'pm_nonsense' });
    expect([status, body['code']]).toEqual([402, 'payment.declined']);
    expect(body['detail']).toBe('The payment method is not known. Nothing was charged: try another card.');
  });

  it('has nothing to charge without a payment method', async () => {
    expect((await payment.pay(order)).status).toBe(402);
    expect(stripe.calls).toEqual([]);
  });

  it.each([undefined, null])('approves nothing when the amount is %s', async (amount) => {
    const refused = await payment.pay(order, { ...visa, amount });
    expect(refused).toMatchObject({ status: 400, body: { code: 'payment.amount_missing' } });
    expect(stripe.calls).toEqual([]);
    expect(await payment.ledger(order)).toEqual([]);
    expect((await payment.pay(order, visa)).status).toBe(201);
  });

  it.each([
    [49_000.5, 'KRW', 'Amounts in KRW have no decimals: use a whole number.'],
    [1_000_000, 'EUR', 'The amount must be at most 999999.99 EUR.'],
  ])('refuses %d %s before it asks Stripe', async (amount, currency, detail) => {
    expect(await payment.pay(order, { ...visa, amount, currency })).toMatchObject({
      status: 400,
      body: { code: 'payment.amount_invalid', detail },
    });
    expect(stripe.calls).toEqual([]);
  });

  it.each([
    [150_000, 'KRW', 150_000],
    [4.25, 'KWD', 4250],
  ])('charges %d %s as %i minor units', async (amount, currency, units) => {
    expect((await payment.pay(order, { ...visa, amount, currency })).status).toBe(201);
    expect(stripe.last).toMatchObject({ amount_received: units, currency: currency.toLowerCase() });
  });

  it.each([
    ['make', /payment_intents$/],
    ['set', /pi_\d+$/],
    ['confirm', /confirm$/],
  ])(
    'does not know the outcome when Stripe is silent on %s, and charges once when it is asked again',
    async (_step, path) => {
      stripe.silentOn = path;
      const unknown = await payment.pay(order, visa);
      expect(unknown).toMatchObject({ status: 503, body: { code: 'payment.unknown' } });
      expect(unknown.headers.get('retry-after')).toBe('5');
      stripe.silentOn = undefined;
      const intents = stripe.intents.size;
      expect((await payment.pay(order, visa)).status).toBe(201);
      expect(stripe.intents.size).toBe(intents);
      expect(await payment.ledger(order)).toEqual(['charge 4900']);
    },
  );

  it('gives the money back, once', async () => {
    await payment.pay(order, visa);
    stripe.silentOn = /refunds/;
    expect((await payment.cancel(order)).status).toBe(503);
    stripe.silentOn = undefined;
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.refunded).toEqual([stripe.last.id]);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('makes a charge impossible when its order is abandoned', async () => {
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.last.status).toBe('canceled');
    expect((await payment.pay(order, visa)).status).toBe(409);
    expect(stripe.last.amount_received).toBe(0);
  });

  it('gives back a charge of unknown outcome when its order is abandoned, and books both', async () => {
    stripe.silentOn = /confirm$/;
    stripe.hangs = true;
    expect((await payment.pay(order, visa)).body['code']).toBe('payment.unknown');
    stripe.silentOn = undefined;
    expect(stripe.last.status).toBe('succeeded');
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.refunded).toEqual([stripe.last.id]);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('finds the charge of an abandoned order when Stripe has forgotten the keys', async () => {
    stripe.silentOn = /confirm$/;
    expect((await payment.pay(order, visa)).body['code']).toBe('payment.unknown');
    stripe.silentOn = undefined;
    const charged = stripe.last;
    expect((await shop.tell(stripe.events.at(-1)!)).status).toBe(200);
    stripe.forgetKeys();
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.last).toBe(charged);
    expect(stripe.refunded).toEqual([charged.id]);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('finds it by its metadata when the database has forgotten it as well', async () => {
    stripe.silentOn = /confirm$/;
    await payment.pay(order, visa);
    stripe.silentOn = undefined;
    const charged = stripe.last;
    stripe.forgetKeys();
    await payment.service.execute('DELETE FROM provider_charges WHERE order_id = ?', [order]);
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.refunded).toEqual([charged.id]);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('charges once when the keys are forgotten between two tries', async () => {
    stripe.silentOn = /confirm$/;
    await payment.pay(order, visa);
    stripe.silentOn = undefined;
    stripe.forgetKeys();
    const intents = stripe.intents.size;
    expect((await payment.pay(order, visa)).status).toBe(201);
    expect(stripe.intents.size).toBe(intents);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
  });
});

it('The simulator has no Stripe webhooks, and says what disables them', async () => {
  const payment = await PaymentService.start();
  const answer = await payment.service.post('/payments/webhooks/stripe', {}, { 'stripe-signature': 't=1,v1=0' });
  expect(answer).toMatchObject({ status: 404, body: { code: 'webhook.not_configured' } });
  expect(answer.body['detail']).toContain('PAYMENT_PROVIDER is not stripe');
  await payment.stop();
});

it('The simulator declines a payment method that it does not know, with the list of those it does', async () => {
  const payment = await PaymentService.start();
  const { status, body } = await payment.pay(1, { paymentMethod: 'pm_nonsense' });
  expect([status, body['code']]).toEqual([402, 'payment.declined']);
  for (const name of ['pm_nonsense', 'pm_card_visa', 'pm_card_chargeDeclined', 'pm_card_late']) {
    expect(body['detail']).toContain(name);
  }
  expect(await payment.ledger(1)).toEqual([]);
  await payment.stop();
});
