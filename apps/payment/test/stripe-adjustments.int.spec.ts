import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type TestDatabase } from '@carshare/testing';
import { FakeStripe } from './fake-stripe.js';
import type { PaymentService } from './payment-service.js';
import { StripeShop, visa } from './stripe-shop.js';

describe.each(engines('mysql'))('On $name, an adjustment at Stripe', (engine) => {
  let database: TestDatabase;
  let stripe: FakeStripe;
  let shop: StripeShop;
  let payment: PaymentService;
  let order: number;
  let first: string;
  let from: number;

  beforeAll(async () => {
    database = await engine.create();
    stripe = await FakeStripe.start();
    shop = await StripeShop.start(stripe, { DATABASE_URL: database.url });
    payment = shop.payment;
  });
  beforeEach(async () => {
    stripe.refundOutcome = () => 'succeeded';
    stripe.silentOn = undefined;
    await payment.service.execute('UPDATE refunds SET due_at = NULL');
    order = payment.nextOrder();
    await payment.pay(order, visa);
    first = stripe.last.id;
    from = stripe.events.length;
  });
  afterAll(async () => {
    await shop.stop();
    await stripe.stop();
    await database.drop();
  });

  it('has a charge of its own, which is found when its answer was lost', async () => {
    stripe.silentOn = /confirm$/;
    expect((await payment.adjust(order, 1, visa)).status).toBe(503);
    expect(await payment.adjustments(order)).toEqual(['1 charge 10 Pending']);
    stripe.silentOn = undefined;
    stripe.forgetKeys();
    await shop.tellSince(from);
    expect((await payment.adjust(order, 1, visa)).status).toBe(201);
    expect(stripe.last).toMatchObject({ status: 'succeeded', amount_received: 1_000, metadata: { adjustment: '1' } });
    expect(stripe.last.id).not.toBe(first);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000']);
    await shop.tellSince(from);
    expect(await shop.decisions(order)).toEqual([]);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000']);
  });

  it('whose charge is not answered is returned by its void, and nothing is left at Stripe', async () => {
    stripe.silentOn = /confirm$/;
    expect((await payment.adjust(order, 1, visa)).status).toBe(503);
    stripe.silentOn = undefined;
    const further = stripe.last.id;
    expect((await payment.voidAdjustment(order, 1)).status).toBe(201);
    expect(stripe.refundedOf(further)).toBe(1_000);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000', 'refund 1000']);
    expect((await payment.adjust(order, 1, visa)).status).toBe(409);
  });

  it('that is voided before it is confirmed can never be charged', async () => {
    stripe.silentOn = /payment_intents\/pi_\d+$/;
    expect((await payment.adjust(order, 1, visa)).status).toBe(503);
    stripe.silentOn = undefined;
    expect((await payment.voidAdjustment(order, 1)).status).toBe(201);
    expect(stripe.last.status).toBe('canceled');
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
  });

  it('that is declined is a fact', async () => {
    const answer = await payment.adjust(order, 1, { paymentMethod: 'pm_card_chargeDeclined' });
    expect(answer).toMatchObject({ status: 402, body: { code: 'payment.declined' } });
    expect(await payment.adjustments(order)).toEqual(['1 charge 10 Declined']);
  });

  it('refunds exactly its amount of the newest charge, and a cancellation the rest of each', async () => {
    await payment.adjust(order, 1, visa);
    const further = stripe.last.id;
    expect((await payment.giveBack(order, 2, 12)).body['status']).toBe('Succeeded');
    expect([stripe.refundedOf(further), stripe.refundedOf(first)]).toEqual([1_000, 200]);
    expect((await payment.giveBack(order, 3, 5)).body['status']).toBe('Succeeded');
    expect((await payment.cancel(order, { fee: 9 })).status).toBe(201);
    expect([stripe.refundedOf(further), stripe.refundedOf(first)]).toEqual([1_000, 4_000]);
    expect((await payment.ledger(order)).slice(2)).toEqual(['refund 1000', 'refund 200', 'refund 500', 'refund 3300']);
    await shop.tellSince(from);
    expect(await payment.ledger(order)).toHaveLength(6);
  });

  it('that Stripe refuses to refund stands on the decisions list, and is driven on', async () => {
    await payment.adjust(order, 1, visa);
    stripe.refundOutcome = ({ id }) => (id === first ? 'balance_insufficient' : 'succeeded');
    expect((await payment.giveBack(order, 2, 12)).body).toMatchObject({ status: 'Pending' });
    expect((await payment.ledger(order)).slice(2)).toEqual(['refund 1000']);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_refused', amount: 2 }]);
    expect(await payment.adjusted(order)).toHaveLength(1);
    stripe.refundOutcome = () => 'succeeded';
    await shop.sweep(1);
    expect((await payment.ledger(order)).slice(2)).toEqual(['refund 1000', 'refund 200']);
    expect(await payment.adjustments(order)).toEqual(['1 charge 10 Succeeded', '2 refund 12 Succeeded']);
    expect(await shop.decisions(order)).toEqual([]);
    await eventually(async () => expect(await payment.adjusted(order)).toHaveLength(2));
  });

  it('that is pending at the bank ends with the webhook, and the order only with its last refund', async () => {
    await payment.adjust(order, 1, visa);
    stripe.refundOutcome = () => 'pending';
    expect((await payment.cancel(order)).status).toBe(201);
    const [further, own] = [...stripe.refunds.keys()].slice(-2) as [string, string];
    stripe.settleRefund(further, 'succeeded');
    await shop.tellSince(from);
    expect((await payment.ledger(order)).slice(2)).toEqual(['refund 1000']);
    expect(await payment.events(order)).not.toContain('PayCancelled');
    stripe.settleRefund(own, 'succeeded');
    await shop.tellSince(from);
    expect((await payment.ledger(order)).slice(2)).toEqual(['refund 1000', 'refund 4900']);
    await eventually(async () => expect(await payment.events(order)).toContain('PayCancelled'));
  });

  it('whose two refunds succeed at the same moment ends once', async () => {
    await payment.adjust(order, 1, visa);
    stripe.refundOutcome = () => 'pending';
    await payment.giveBack(order, 2, 12);
    for (const id of [...stripe.refunds.keys()].slice(-2)) stripe.settleRefund(id, 'succeeded');
    await Promise.all(stripe.events.slice(from).map((event) => shop.tell(event)));
    expect(await payment.adjustments(order)).toEqual(['1 charge 10 Succeeded', '2 refund 12 Succeeded']);
    await eventually(async () => expect(await payment.adjusted(order)).toHaveLength(2));
  });

  it('is resolved by the operator with a reason', async () => {
    stripe.refundOutcome = () => 'charge_disputed';
    await payment.giveBack(order, 1, 12);
    const [decision] = await shop.decisions(order);
    const path = `/operator/payment/decisions/${decision!.id}/resolve`;
    expect((await payment.service.post(path, { reason: 'Bank transfer of 3 June' })).status).toBe(200);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'settled 1200']);
    expect(await payment.adjustments(order)).toEqual(['1 refund 12 Succeeded']);
  });

  it('is not returned by the bank when another charge of the order is disputed and lost', async () => {
    await payment.adjust(order, 1, visa);
    const further = stripe.last.id;
    const { id } = stripe.dispute(first);
    stripe.closeDispute(id, 'lost');
    await shop.tellSince(from);
    stripe.refundOutcome = (intent) => (intent.id === further ? 'balance_insufficient' : 'succeeded');
    expect((await payment.cancel(order)).status).toBe(201);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_refused', amount: 10 }]);
    stripe.refundOutcome = () => 'succeeded';
    await shop.sweep(1);
    expect(stripe.refundedOf(further)).toBe(1_000);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000', 'dispute 4900', 'refund 1000']);
    await eventually(async () => expect(await payment.events(order)).toContain('PayCancelled'));
  });
});
