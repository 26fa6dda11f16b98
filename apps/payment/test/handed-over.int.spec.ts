import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type Reply } from '@carshare/testing';
import { FakeStripe } from './fake-stripe.js';
import { handedOver, PaymentService, willing } from './payment-service.js';
import { StripeShop, visa } from './stripe-shop.js';

const REFUSED = { status: 409, body: { code: 'payment.handed_over' } };

describe.each(engines('mysql'))('On $name, a cancellation after the hand-over', (engine) => {
  let payment: PaymentService;
  let order: number;

  beforeAll(async () => {
    payment = await PaymentService.on(engine);
  });
  beforeEach(async () => {
    order = payment.nextOrder();
    payment.delivery.become(handedOver);
    expect((await payment.pay(order)).status).toBe(201);
  });
  afterAll(() => payment.stop());
  const stored = (): Promise<unknown[]> =>
    payment.service.rows(`SELECT id FROM payment_cancellations WHERE order_id = ${order}`);

  it('refunds nothing, stores nothing, and asks delivery once', async () => {
    const refused = await payment.cancel(order, { fee: 9 });
    expect(refused).toMatchObject(REFUSED);
    expect(refused.headers.get('retry-after')).toBeNull();
    expect(payment.delivery.calls).toHaveLength(1);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
    expect(await stored()).toEqual([]);
    for (const table of ['refunds', 'decisions']) {
      expect(await payment.service.rows(`SELECT id FROM ${table} WHERE order_id = ${order}`)).toEqual([]);
    }
    const [row] = await payment.service.rows<{ status: string; version: unknown; fee_minor: unknown }>(
      `SELECT status, version, fee_minor FROM payments WHERE order_id = ${order}`,
    );
    expect([row?.status, Number(row?.version), Number(row?.fee_minor)]).toEqual(['OrderApproved', 1, 0]);
    await eventually(async () => expect(await payment.events(order)).toEqual(['Paid']));
  });

  it('is answered alike to 20 requests, and to the replaced order service', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => payment.cancel(order)));
    for (const answer of answers) expect(answer).toMatchObject(REFUSED);
    const replaced = { id: null, orderId: order, productId: '1001', qty: 1, status: 'PaymentCancelled' };
    expect(await payment.service.post('/paymentCancellations', replaced)).toMatchObject(REFUSED);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
  });

  it('is asked again with the same key, and refunds once delivery has cancelled', async () => {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await payment.cancel(order, { fee: 9 })).toMatchObject(REFUSED);
      expect(payment.delivery.calls).toHaveLength(attempt);
    }
    payment.delivery.become(willing);
    expect((await payment.cancel(order, { fee: 9 })).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4000']);
    // What was cancelled stays so, whatever delivery answers later.
    payment.delivery.become(handedOver);
    expect((await payment.cancel(order, { fee: 9 })).status).toBe(201);
    await eventually(async () => expect(await payment.events(order)).toEqual(['Paid', 'PayCancelled']));
  });

  it.each<[string, Reply]>([
    ['another conflict', { status: 409, body: { code: 'delivery.other' } }],
    ['a conflict without a code', { status: 409 }],
    ['the code with another status', { status: 500, body: { code: 'delivery.handed_over' } }],
  ])('is not read from %s', async (_title, reply) => {
    payment.delivery.become(() => reply);
    expect(await payment.cancel(order)).toMatchObject({ status: 503, body: { code: 'delivery.unavailable' } });
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
  });

  it('does not reach a payment that never held money', async () => {
    const unpaid = payment.nextOrder();
    expect((await payment.cancel(unpaid)).status).toBe(201);
    expect(payment.delivery.calls).toEqual([]);
  });
});

describe('A cancellation after the hand-over at Stripe', () => {
  let stripe: FakeStripe;
  let shop: StripeShop;

  beforeAll(async () => {
    stripe = await FakeStripe.start();
    shop = await StripeShop.start(stripe);
  });
  afterAll(async () => {
    await shop.stop();
    await stripe.stop();
  });

  it('asks for no refund, also in a later sweep', async () => {
    const order = shop.payment.nextOrder();
    await shop.payment.pay(order, visa);
    shop.payment.delivery.become(handedOver);
    expect(await shop.payment.cancel(order)).toMatchObject(REFUSED);
    await shop.sweep(24);
    expect(stripe.refundedOf(stripe.last.id)).toBe(0);
    expect(await shop.payment.ledger(order)).toEqual(['charge 4900']);
  });
});
