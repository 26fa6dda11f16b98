import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '@carshare/testing';
import { FakeStripe } from './fake-stripe.js';
import { PaymentService } from './payment-service.js';

const SECRET = 'whsec_test';
const visa = { paymentMethod: 'pm_card_visa' };

describe('With Stripe as its provider, payment', () => {
  let stripe: FakeStripe;
  let payment: PaymentService;
  let order: number;

  beforeAll(async () => {
    stripe = await FakeStripe.start();
    const keys = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: SECRET };
    payment = await PaymentService.start({ PAYMENT_PROVIDER: 'stripe', STRIPE_API_URL: stripe.url, ...keys });
  });
  afterAll(async () => {
    await payment.stop();
    await stripe.stop();
  });
  beforeEach(() => {
    order = payment.nextOrder();
    stripe.calls.length = 0;
    stripe.silentOn = undefined;
    stripe.hangs = false;
    stripe.refunds.length = 0;
  });

  /** Tells an event as Stripe does. */
  const tell = (type: string, id: string, object: object, secret = SECRET, at = Date.now()): Promise<Answer> => {
    const body = JSON.stringify({ id, object: 'event', type, data: { object } }, undefined, 2);
    const time = Math.floor(at / 1000);
    const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` };
    return payment.service.send('POST', '/payments/webhooks/stripe', body, headers);
  };

  it('charges the card that Stripe knows, once however often it is asked', async () => {
    expect((await payment.pay(order, visa)).status).toBe(201);
    expect((await payment.pay(order, visa)).status).toBe(201);
    expect(stripe.last).toMatchObject({ status: 'succeeded', amount_received: 4900, currency: 'eur' });
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
    expect(stripe.refunds).toEqual([{ payment_intent: stripe.last.id }]);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('makes a charge impossible when its order is given up', async () => {
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.last.status).toBe('canceled');
    expect((await payment.pay(order, visa)).status).toBe(409);
    expect(stripe.last.amount_received).toBe(0);
  });

  it('gives back a charge of unknown outcome when its order is given up', async () => {
    stripe.silentOn = /confirm$/;
    stripe.hangs = true;
    expect((await payment.pay(order, visa)).body['code']).toBe('payment.unknown');
    stripe.silentOn = undefined;
    expect(stripe.last.status).toBe('succeeded');
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.refunds).toEqual([{ payment_intent: stripe.last.id }]);
  });

  describe('told at the webhook', () => {
    it('returns money that was taken for an order that was given up, once for an event told twice', async () => {
      await payment.cancel(order);
      const taken = {
        ...stripe.last,
        id: 'pi_late',
        amount_received: 4900,
        currency: 'eur',
        metadata: { orderId: String(order) },
      };
      expect((await tell('payment_intent.succeeded', `evt_${order}`, taken)).status).toBe(200);
      const calls = stripe.calls.length;
      expect((await tell('payment_intent.succeeded', `evt_${order}`, taken)).status).toBe(200);
      expect(stripe.calls).toHaveLength(calls);
      expect(stripe.refunds).toEqual([{ payment_intent: 'pi_late' }]);
      expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
    });

    it('changes nothing by what only confirms, in whatever order it comes', async () => {
      await payment.pay(order, visa);
      const charge = { id: 'ch_1', object: 'charge', payment_intent: stripe.last.id };
      expect((await tell('charge.refunded', `evt_r${order}`, charge)).status).toBe(200);
      expect((await tell('payment_intent.succeeded', `evt_s${order}`, stripe.last)).status).toBe(200);
      expect(stripe.refunds).toEqual([]);
      expect(await payment.ledger(order)).toEqual(['charge 4900']);
    });

    it('leaves an order that nothing is known of yet to the request on its way', async () => {
      const intent = {
        id: 'pi_x',
        object: 'payment_intent',
        amount_received: 1,
        currency: 'eur',
        metadata: { orderId: '999' },
      };
      expect((await tell('payment_intent.succeeded', 'evt_x', intent)).status).toBe(200);
      expect(stripe.refunds).toEqual([]);
    });

    it('wants to be told again when the money could not be returned', async () => {
      await payment.cancel(order);
      const taken = { ...stripe.last, amount_received: 4900, metadata: { orderId: String(order) } };
      stripe.silentOn = /refunds/;
      expect((await tell('payment_intent.succeeded', `evt_${order}`, taken)).status).toBe(503);
      stripe.silentOn = undefined;
      expect((await tell('payment_intent.succeeded', `evt_${order}`, taken)).status).toBe(200);
      expect(stripe.refunds).toHaveLength(1);
    });

    it('refuses what Stripe did not sign, and what it signed long ago', async () => {
      await payment.cancel(order);
      const taken = { ...stripe.last, amount_received: 4900, metadata: { orderId: String(order) } };
      const old = Date.now() - 301_000;
      for (const answer of [
        await tell('payment_intent.succeeded', 'evt_f', taken, 'whsec_other'),
        await tell('payment_intent.succeeded', 'evt_f', taken, SECRET, old),
        await payment.service.post('/payments/webhooks/stripe', { id: 'evt_f' }),
      ]) {
        expect(answer).toMatchObject({ status: 400, body: { code: 'webhook.refused' } });
      }
      expect(stripe.refunds).toEqual([]);
    });
  });
});

it('The simulator is told nothing by Stripe', async () => {
  const payment = await PaymentService.start();
  const answer = await payment.service.post('/payments/webhooks/stripe', {}, { 'stripe-signature': 't=1,v1=0' });
  expect(answer).toMatchObject({ status: 404, body: { code: 'webhook.not_configured' } });
  await payment.stop();
});
