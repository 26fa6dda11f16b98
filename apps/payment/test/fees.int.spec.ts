import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type TestDatabase } from '@carshare/testing';
import { FakeStripe } from './fake-stripe.js';
import { PaymentService, willing } from './payment-service.js';
import { StripeShop, visa } from './stripe-shop.js';

const BOOKED = { from: '2026-12-01T08:00:00.000Z', to: '2026-12-01T17:00:00.000Z', vehicleId: 7 };

describe.each(engines('mysql'))('On $name, a cancellation with a fee', (engine) => {
  let database: TestDatabase;
  let payment: PaymentService;
  let order: number;

  beforeAll(async () => {
    database = await engine.create();
    payment = await PaymentService.start({ DATABASE_URL: database.url });
  });
  beforeEach(async () => {
    payment.delivery.become(willing);
    order = payment.nextOrder();
    expect((await payment.pay(order, BOOKED)).status).toBe(201);
  });
  afterAll(async () => {
    await payment.stop();
    await database.drop();
  });
  const event = async (type: string): Promise<unknown> =>
    (await payment.service.history()).find((found) => found.orderId === order && found.eventType === type);

  it('refunds the rest, and says so; Paid and PayCancelled contain the booking', async () => {
    expect((await payment.cancel(order, { fee: 24.5 })).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 2450']);
    await eventually(async () =>
      expect(await event('PayCancelled')).toMatchObject({ ...BOOKED, amount: 49, refunded: 24.5 }),
    );
    expect(await event('Paid')).toMatchObject({ ...BOOKED, amount: 49 });
  });

  it('is repeated without another movement, and refused with another fee', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => payment.cancel(order, { fee: 24.5 })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await payment.cancel(order, { fee: 1 })).toMatchObject({
      status: 422,
      body: { code: 'idempotency.reused' },
    });
    expect(await payment.cancel(order)).toMatchObject({ status: 422 });
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 2450']);
  });

  it('keeps all of the charge, and never more', async () => {
    const refused = await payment.cancel(order, { fee: 49.01 });
    expect(refused).toMatchObject({ status: 409, body: { code: 'payment.fee_too_high' } });
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
    expect((await payment.cancel(order, { fee: 49 })).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
    await eventually(async () => expect(await event('PayCancelled')).toMatchObject({ refunded: 0 }));
  });

  it('of 0 refunds all, as one without a fee does', async () => {
    expect((await payment.cancel(order, { fee: 0 })).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
    await eventually(async () => expect(await event('PayCancelled')).toBeDefined());
    expect(await event('PayCancelled')).not.toHaveProperty('refunded');
  });
});

describe.each(engines('mysql'))('On $name, a cancellation with a fee at Stripe', (engine) => {
  let database: TestDatabase;
  let stripe: FakeStripe;
  let shop: StripeShop;
  let order: number;

  beforeAll(async () => {
    database = await engine.create();
    stripe = await FakeStripe.start();
    shop = await StripeShop.start(stripe, { DATABASE_URL: database.url });
  });
  beforeEach(async () => {
    stripe.refundOutcome = () => 'succeeded';
    order = shop.payment.nextOrder();
    await shop.payment.pay(order, visa);
  });
  afterAll(async () => {
    await shop.stop();
    await stripe.stop();
    await database.drop();
  });
  const refunded = (): number => stripe.refundedOf(stripe.last.id);

  it('refunds exactly the rest', async () => {
    expect((await shop.payment.cancel(order, { fee: 9 })).status).toBe(201);
    expect([refunded(), await shop.payment.ledger(order)]).toEqual([4_000, ['charge 4900', 'refund 4000']]);
  });

  it('that Stripe refuses at first refunds exactly the rest when it is tried again', async () => {
    stripe.refundOutcome = () => 'balance_insufficient';
    expect((await shop.payment.cancel(order, { fee: 9 })).status).toBe(201);
    expect(refunded()).toBe(0);
    stripe.refundOutcome = () => 'succeeded';
    await shop.sweep(1);
    expect([refunded(), await shop.payment.ledger(order)]).toEqual([4_000, ['charge 4900', 'refund 4000']]);
  });

  it('never returns more than is left when a part was refunded in the dashboard', async () => {
    stripe.refund(stripe.last.id, {}, '4000');
    expect((await shop.payment.cancel(order, { fee: 9 })).status).toBe(201);
    expect(refunded()).toBeLessThanOrEqual(4_900);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_refused' }]);
  });
});
