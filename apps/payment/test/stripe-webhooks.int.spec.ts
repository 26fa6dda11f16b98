import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeStripe } from './fake-stripe.js';
import type { FakeIntent } from './fake-stripe-books.js';
import type { PaymentService } from './payment-service.js';
import { StripeShop, visa } from './stripe-shop.js';

const IGNORED = 'payment_webhooks_ignored_total';

describe('An event of Stripe', () => {
  let stripe: FakeStripe;
  let shop: StripeShop;
  let payment: PaymentService;
  let order: number;
  let from: number;

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
    stripe.silentOn = undefined;
    stripe.refundOutcome = () => 'succeeded';
    stripe.calls.length = 0;
    from = stripe.events.length;
  });

  /** A charge that was made at Stripe past the service. */
  const taken = async (metadata: Record<string, string> = {}): Promise<FakeIntent> => {
    const own = { installation: await shop.installation(), orderId: String(order), ...metadata };
    return stripe.succeed(stripe.makeIntent({ amount: 4900, metadata: own }));
  };

  it.each(['abandoned', 'declined'])('returns money that was taken for an order that was %s, once', async (state) => {
    if (state === 'abandoned') await payment.cancel(order);
    else await payment.pay(order, { paymentMethod: 'pm_card_chargeDeclined' });
    const intent = state === 'abandoned' ? await taken() : stripe.succeed(stripe.last);
    const event = stripe.events.at(-1)!;
    expect((await shop.tell(event)).status).toBe(200);
    const calls = stripe.calls.length;
    expect((await shop.tell(event)).status).toBe(200);
    expect(stripe.calls).toHaveLength(calls);
    expect(stripe.refundedOf(intent.id)).toBe(4900);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('changes nothing by what only confirms, in whatever order it comes', async () => {
    await payment.pay(order, visa);
    await shop.tell({
      id: `evt_r${order}`,
      type: 'charge.refunded',
      object: { object: 'charge', payment_intent: stripe.last.id },
    });
    await shop.tellSince(from);
    expect(stripe.refundedOf(stripe.last.id)).toBe(0);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
  });

  it.each([
    ['of another installation', { installation: '00000000-0000-4000-8000-000000000000' }],
    ['of no installation', { installation: undefined }],
    ['of no order', { installation: undefined, orderId: undefined }],
  ])(
    'about a charge %s is ignored and counted, even where its order number was declined here',
    async (_of, metadata) => {
      await payment.pay(order, { paymentMethod: 'pm_card_chargeDeclined' });
      const ignored = await shop.metric(IGNORED);
      const own = { orderId: String(order), ...metadata };
      const known = Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const foreign = stripe.makeIntent({ amount: 4900, metadata: Object.fromEntries(known) });
      stripe.succeed(foreign);
      stripe.dispute(foreign.id);
      await shop.tellSince(from);
      expect(stripe.refundedOf(foreign.id)).toBe(0);
      expect(await payment.ledger(order)).toEqual([]);
      expect(await shop.decisions(order)).toEqual([]);
      expect(await shop.metric(IGNORED)).toBe(ignored + 2);
    },
  );

  it('about a second charge of a paid order has it refunded', async () => {
    await payment.pay(order, visa);
    const first = stripe.last;
    const second = await taken();
    await shop.tellSince(from);
    await shop.tell({ ...stripe.events.at(-1)!, id: `again-${order}` });
    expect(stripe.refundedOf(second.id)).toBe(4900);
    expect(stripe.refundedOf(first.id)).toBe(0);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'dup_charge 4900', 'dup_refund 4900']);
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.refundedOf(first.id)).toBe(4900);
  });

  it('about a second charge whose refund is refused goes to the operator', async () => {
    await payment.pay(order, visa);
    await taken();
    stripe.refundOutcome = () => 'balance_insufficient';
    await shop.tellSince(from);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_refused' }]);
    stripe.refundOutcome = () => 'succeeded';
    await shop.sweep(1);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'dup_charge 4900', 'dup_refund 4900']);
    expect(await shop.decisions(order)).toEqual([]);
  });

  it('is not seen before it had its effect: a refund without an answer is asked for again', async () => {
    await payment.cancel(order);
    const intent = await taken();
    stripe.silentOn = /refunds/;
    const event = stripe.events.at(-1)!;
    const seen = (): Promise<object[]> => payment.service.rows(`SELECT id FROM stripe_events WHERE id = '${event.id}'`);
    expect((await shop.tell(event)).status).toBe(503);
    expect(await seen()).toEqual([]);
    stripe.silentOn = undefined;
    expect((await shop.tell(event)).status).toBe(200);
    expect(await seen()).toEqual([{ id: event.id }]);
    expect(stripe.refundedOf(intent.id)).toBe(4900);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('about a charge that has no payment yet is kept until it has one', async () => {
    stripe.silentOn = /confirm$/;
    await payment.pay(order, visa);
    stripe.silentOn = undefined;
    await shop.tellSince(from);
    await shop.sweep();
    expect(await shop.decisions(order)).toEqual([]);
    expect((await payment.pay(order, visa)).status).toBe(201);
    await shop.sweep(1);
    expect(await shop.decisions(order)).toEqual([]);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
  });

  it('about a charge that never gets a payment goes to the operator, who returns it', async () => {
    stripe.silentOn = /confirm$/;
    await payment.pay(order, visa);
    stripe.silentOn = undefined;
    await shop.tellSince(from);
    await shop.sweep(1);
    const [decision] = await shop.decisions(order);
    expect(decision).toMatchObject({ kind: 'unmatched_charge', amount: 49 });
    const retried = await payment.service.post(`/operator/payment/decisions/${decision!.id}/retry`, {});
    expect(retried.body).toEqual({ outcome: 'refunded' });
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
    expect(stripe.refundedOf(stripe.last.id)).toBe(4900);
    expect((await payment.pay(order, visa)).status).toBe(409);
    expect((await payment.cancel(order)).status).toBe(201);
    expect(await shop.decisions(order)).toEqual([]);
  });

  it('about a dispute is booked and shown; an inquiry moves no money', async () => {
    await payment.pay(order, visa);
    const dispute = stripe.dispute(stripe.last.id, 2000);
    dispute.status = 'warning_needs_response';
    await shop.tellSince(from);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'dispute', amount: 20 }]);
    dispute.status = 'under_review';
    await shop.tell({ id: `evt_u${order}`, type: 'charge.dispute.updated', object: dispute });
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'dispute 2000']);
    stripe.closeDispute(dispute.id, 'won');
    await shop.tellSince(from);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'dispute 2000', 'reinstated 2000']);
    expect(await shop.decisions(order)).toEqual([]);
    const story = (await payment.service.get(`/operator/payment/timeline/${order}`)).body;
    expect(JSON.stringify(story['records'])).toContain('reinstated');
  });

  it('is read as its charge stands now, when events come in the wrong order', async () => {
    await payment.pay(order, visa);
    const { id } = stripe.dispute(stripe.last.id);
    stripe.closeDispute(id, 'won');
    for (const event of stripe.events.slice(from).reverse()) expect((await shop.tell(event)).status).toBe(200);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'dispute 4900', 'reinstated 4900']);
    expect(await shop.decisions(order)).toEqual([]);
  });

  it('is refused when Stripe did not sign it, or signed it long ago', async () => {
    await payment.cancel(order);
    await taken();
    const event = stripe.events.at(-1)!;
    for (const answer of [
      await shop.tell(event, 'whsec_other'),
      await shop.tell(event, undefined, Date.now() - 301_000),
      await payment.service.post('/payments/webhooks/stripe', { id: 'evt_f' }),
    ]) {
      expect(answer).toMatchObject({ status: 400, body: { code: 'webhook.refused' } });
    }
    expect(await payment.ledger(order)).toEqual([]);
  });
});
