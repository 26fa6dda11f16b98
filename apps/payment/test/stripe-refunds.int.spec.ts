import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type TestDatabase } from '@carshare/testing';
import { FakeStripe } from './fake-stripe.js';
import type { PaymentService } from './payment-service.js';
import { StripeShop, visa } from './stripe-shop.js';

describe.each(engines('mysql'))('On $name, a refund', (engine) => {
  let database: TestDatabase;
  let stripe: FakeStripe;
  let shop: StripeShop;
  let payment: PaymentService;
  let order: number;
  let intent: string;
  let from: number;

  beforeAll(async () => {
    database = await engine.create();
    stripe = await FakeStripe.start();
    shop = await StripeShop.start(stripe, { DATABASE_URL: database.url });
    payment = shop.payment;
  });
  afterAll(async () => {
    await shop.stop();
    await stripe.stop();
    await database.drop();
  });
  beforeEach(async () => {
    stripe.refundOutcome = () => 'succeeded';
    stripe.silentOn = undefined;
    // What earlier tests left open is not swept here.
    await payment.service.execute('UPDATE refunds SET due_at = NULL');
    order = payment.nextOrder();
    await payment.pay(order, visa);
    intent = stripe.last.id;
    from = stripe.events.length;
    stripe.calls.length = 0;
  });

  const refundCalls = (): number => stripe.calls.filter((call) => call === 'POST /v1/refunds').length;
  const isOpen = async (): Promise<string> =>
    String((await payment.service.list(`/payments/search/findByOrderId?orderId=${order}`))[0]?.['status']);

  it.each(['charge_disputed', 'balance_insufficient'])(
    'that is refused with %s is on the operator’s list, and is tried again with growing pauses',
    async (code) => {
      stripe.refundOutcome = () => code;
      for (let times = 0; times < 5; times += 1) expect((await payment.cancel(order)).status).toBe(201);
      expect(refundCalls()).toBe(1);
      await shop.sweep();
      expect(refundCalls()).toBe(1);
      expect(await shop.decisions(order)).toMatchObject([
        { kind: 'refund_refused', reason: expect.stringContaining(code), amount: 49 },
      ]);
      await shop.sweep(0.02);
      expect(refundCalls()).toBe(2);
      expect(await payment.ledger(order)).toEqual(['charge 4900']);
      expect(await isOpen()).toBe('OrderApproved');
      // The provider repeats its answer to a key: the next try has another one.
      stripe.refundOutcome = () => 'succeeded';
      await shop.sweep(1);
      expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
      expect(await isOpen()).toBe('PaymentCancelled');
      expect(await shop.decisions(order)).toEqual([]);
      await eventually(async () => expect(await payment.events(order)).toEqual(['Paid', 'PayCancelled']));
    },
  );

  it('that is refused is tried again when the operator says so, and that is recorded', async () => {
    stripe.refundOutcome = () => 'balance_insufficient';
    await payment.cancel(order);
    const [decision] = await shop.decisions(order);
    const path = `/operator/payment/decisions/${decision!.id}`;
    expect((await payment.service.post(`${path}/retry`, {})).body['outcome']).toContain('balance_insufficient');
    stripe.refundOutcome = () => 'succeeded';
    expect((await payment.service.post(`${path}/retry`, {})).body).toEqual({ outcome: 'refunded' });
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
    expect((await payment.service.post(`${path}/retry`, {})).body['code']).toBe('decision.not_found');
    const actions = await payment.service.rows(
      `SELECT action, subject FROM operator_actions WHERE subject LIKE '%of order ${order}' ORDER BY id`,
    );
    expect(actions).toMatchObject([{ action: 'retry' }, { action: 'retry' }]);
  });

  it('that is refused is resolved by the operator with a reason: the money went back another way', async () => {
    stripe.refundOutcome = () => 'charge_disputed';
    await payment.cancel(order);
    const [decision] = await shop.decisions(order);
    const path = `/operator/payment/decisions/${decision!.id}/resolve`;
    expect((await payment.service.post(path, { reason: 'x' })).status).toBe(400);
    expect((await payment.service.post(path, { reason: 'Bank transfer of 3 June' })).status).toBe(200);
    expect((await payment.service.post(path, { reason: 'Bank transfer of 3 June' })).status).toBe(404);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'settled 4900']);
    expect(await isOpen()).toBe('PaymentCancelled');
    expect(await shop.decisions(order)).toEqual([]);
    await shop.sweep(48);
    expect(refundCalls()).toBe(1);
    const [action] = await payment.service.rows<{ reason: string }>(
      `SELECT action, reason FROM operator_actions WHERE subject LIKE '%of order ${order}'`,
    );
    expect(action).toMatchObject({ action: 'resolve', reason: 'Bank transfer of 3 June' });
    await eventually(async () => expect(await payment.events(order)).toEqual(['Paid', 'PayCancelled']));
  });

  it.each(['by the webhook', 'by asking, as the webhook was lost'])(
    'that is pending is booked as returned when it succeeded, known %s',
    async (way) => {
      stripe.refundOutcome = () => 'pending';
      expect((await payment.cancel(order)).status).toBe(201);
      expect((await payment.cancel(order)).status).toBe(201);
      await shop.tellSince(from);
      expect(refundCalls()).toBe(1);
      expect(await payment.ledger(order)).toEqual(['charge 4900']);
      expect(await payment.events(order)).toEqual(['Paid']);
      const refund = [...stripe.refunds.values()].at(-1)!;
      stripe.settleRefund(refund.id, 'succeeded');
      if (way === 'by the webhook') await shop.tell(stripe.events.at(-1)!);
      else await shop.sweep(1);
      expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
      expect(await isOpen()).toBe('PaymentCancelled');
      await eventually(async () => expect(await payment.events(order)).toEqual(['Paid', 'PayCancelled']));
      expect(refundCalls()).toBe(1);
    },
  );

  it('that is pending for more than 24 hours is shown to the operator', async () => {
    stripe.refundOutcome = () => 'pending';
    await payment.cancel(order);
    await shop.sweep(1);
    expect(await shop.decisions(order)).toEqual([]);
    await payment.service.execute(
      'UPDATE refunds SET created_at = created_at - 90000000, due_at = 0 WHERE order_id = ?',
      [order],
    );
    await shop.sweep();
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_pending' }]);
  });

  it('that waits for the customer is shown to the operator', async () => {
    stripe.refundOutcome = () => 'requires_action';
    expect((await payment.cancel(order)).status).toBe(201);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_pending' }]);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
  });

  it.each(['failed', 'canceled'])('that ends %s is no refund: the next one has another key', async (status) => {
    stripe.refundOutcome = () => status;
    expect((await payment.cancel(order)).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_refused' }]);
    stripe.refundOutcome = () => 'succeeded';
    await shop.sweep(1);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
    expect(stripe.refundedOf(intent)).toBe(4900);
  });

  it('that fails while it is pending is made again', async () => {
    stripe.refundOutcome = () => 'pending';
    await payment.cancel(order);
    stripe.settleRefund([...stripe.refunds.keys()].at(-1)!, 'failed');
    stripe.refundOutcome = () => 'succeeded';
    await shop.tellSince(from);
    await shop.sweep();
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_refused' }]);
    await shop.sweep(1);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('that fails after it was booked comes back into the ledger, and is made again', async () => {
    await payment.cancel(order);
    stripe.settleRefund([...stripe.refunds.keys()].at(-1)!, 'failed');
    await shop.tellSince(from);
    await shop.tell({ ...stripe.events.at(-1)!, id: `again-${order}` });
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900', 'reversed 4900']);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'refund_reversed' }]);
    await shop.sweep(1);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900', 'reversed 4900', 'refund 4900']);
    expect(stripe.refundedOf(intent)).toBe(4900);
    expect(await shop.decisions(order)).toEqual([]);
    await eventually(async () => expect(await payment.events(order)).toEqual(['Paid', 'PayCancelled']));
  });

  it('whose answer was lost is found when Stripe has forgotten its key', async () => {
    stripe.silentOn = /refunds$/;
    expect((await payment.cancel(order)).status).toBe(503);
    stripe.silentOn = undefined;
    stripe.forgetKeys();
    expect((await payment.cancel(order)).status).toBe(201);
    expect(stripe.refundedOf(intent)).toBe(4900);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('never exceeds what a refund from the dashboard has left', async () => {
    stripe.refund(intent, {}, '1500');
    expect((await payment.cancel(order)).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'ext_refund 1500', 'refund 3400']);
    await shop.tellSince(from);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'ext_refund 1500', 'refund 3400']);
    const { body } = await payment.service.get('/operator/payment/refunds?size=2');
    expect(body['refunds']).toMatchObject([
      { orderId: order, kind: 'refund', amount: 34 },
      { orderId: order, kind: 'ext_refund', amount: 15 },
    ]);
  });

  it('is not needed after the dashboard has returned everything', async () => {
    stripe.refund(intent);
    await shop.tellSince(from);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'ext_refund 4900']);
    expect(await shop.decisions(order)).toMatchObject([{ kind: 'external_refund' }]);
    expect((await payment.cancel(order)).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'ext_refund 4900']);
    expect(await isOpen()).toBe('PaymentCancelled');
  });

  describe('of a disputed charge', () => {
    it('ends when the bank has returned the money', async () => {
      const { id } = stripe.dispute(intent);
      await shop.tellSince(from);
      expect(await shop.decisions(order)).toMatchObject([{ kind: 'dispute', reason: 'fraudulent: needs_response' }]);
      expect((await payment.cancel(order)).status).toBe(201);
      expect((await shop.decisions(order)).map(({ kind }) => kind)).toEqual(['dispute', 'refund_refused']);
      stripe.closeDispute(id, 'lost');
      await shop.tellSince(from);
      expect(await payment.ledger(order)).toEqual(['charge 4900', 'dispute 4900']);
      expect(await shop.decisions(order)).toEqual([]);
      expect(await isOpen()).toBe('PaymentCancelled');
    });

    it('is made when the dispute is won', async () => {
      const { id } = stripe.dispute(intent);
      await payment.cancel(order);
      stripe.closeDispute(id, 'won');
      await shop.tellSince(from);
      await shop.sweep();
      expect(await payment.ledger(order)).toEqual(['charge 4900', 'dispute 4900', 'reinstated 4900', 'refund 4900']);
      expect(await shop.decisions(order)).toEqual([]);
    });

    it('is not asked for when the dispute was lost before', async () => {
      const { id } = stripe.dispute(intent);
      stripe.closeDispute(id, 'lost');
      await shop.tellSince(from);
      expect((await payment.cancel(order)).status).toBe(201);
      expect(await payment.ledger(order)).toEqual(['charge 4900', 'dispute 4900']);
      expect(await isOpen()).toBe('PaymentCancelled');
    });
  });
});
