import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines } from '@carshare/testing';
import fc from 'fast-check';
import { FakeStripe } from './fake-stripe.js';
import type { FakeIntent } from './fake-stripe-books.js';
import { lastingDatabase } from './lasting-database.js';
import { differences } from './provider-verification.js';
import { StripeShop, visa } from './stripe-shop.js';

/** All 200 orders and 50 cancellations take a minute: TWO_SHOPS=full runs them. */
const [ORDERS, CANCELLATIONS] = process.env['TWO_SHOPS'] === 'full' ? [200, 50] : [70, 25];
/** The shops' prices differ, so that money of the other shop is seen at once. */
const PRICES = [49, 99];
const SIGN: Record<string, number> = { charge: 1, dup_charge: 1, reinstated: 1, reversed: 1 };

/** Every nth order meets its fault; the numbers have no common divisor, so that faults meet each other. */
const meets = (order: number, every: number): boolean => order % every === 0;

describe.each(engines('mysql'))('On $name, two shops on one Stripe account', (engine) => {
  let stripe: FakeStripe;
  let databases: { url: string; drop: () => Promise<void> }[];
  let shops: StripeShop[];

  beforeAll(async () => {
    stripe = await FakeStripe.start();
    databases = [await lastingDatabase(engine), await lastingDatabase(engine)];
    shops = await Promise.all(databases.map(({ url }) => StripeShop.start(stripe, { DATABASE_URL: url })));
  });
  afterAll(async () => {
    await Promise.all(shops.map((shop) => shop.stop()));
    await stripe.stop();
    await Promise.all(databases.map((database) => database.drop()));
  });

  /** The intents of a shop's order, as the account has them. */
  const intentsOf = (installation: string, order: number): FakeIntent[] =>
    [...stripe.intents.values()].filter(
      ({ metadata }) => metadata['installation'] === installation && metadata['orderId'] === String(order),
    );

  it('pay their first orders apart: two charges, and a refund of the own one alone', async () => {
    for (const [at, shop] of shops.entries()) {
      expect((await shop.payment.pay(1, { ...visa, amount: PRICES[at] })).status).toBe(201);
    }
    expect([...stripe.intents.values()].map((intent) => intent.amount_received)).toEqual([4900, 9900]);
    expect((await shops[1]!.payment.cancel(1)).status).toBe(201);
    expect(await shops[0]!.payment.ledger(1)).toEqual(['charge 4900']);
    expect(stripe.refunded).toEqual([stripe.last.id]);
  });

  it(`agree with what their own customers were charged and refunded, after ${ORDERS} orders and ${CANCELLATIONS} cancellations each`, async () => {
    const told = fc.sample(fc.integer({ min: 0, max: 9 }), { numRuns: 20_000, seed: 7 });
    for (let order = 2; order <= ORDERS; order += 1) {
      if (meets(order, 50)) stripe.forgetKeys();
      await Promise.all(shops.map((shop, at) => place(shop, PRICES[at]!, order)));
    }
    await report(told);
    for (let order = 2; order <= CANCELLATIONS; order += 1) {
      if (meets(order, 20)) stripe.forgetKeys();
      for (const shop of shops) await cancel(shop, order);
    }
    stripe.refundOutcome = () => 'succeeded';
    await report(told);
    // The banks decide: of the pending refunds some fail, and are made again.
    let pending = 0;
    for (const { id, status } of [...stripe.refunds.values()]) {
      if (status === 'pending') stripe.settleRefund(id, (pending += 1) % 3 === 0 ? 'failed' : 'succeeded');
    }
    let closed = 0;
    for (const { id } of stripe.disputes.values()) stripe.closeDispute(id, (closed += 1) % 2 === 0 ? 'won' : 'lost');
    await report(told);
    // A lost event of a dispute is read again when an operator looks; refunds are asked for by the sweep.
    for (const shop of shops) {
      for (const { id } of await allDecisions(shop, 'dispute')) {
        await shop.payment.service.post(`/operator/payment/decisions/${id}/retry`, {});
      }
      for (let hours = 1; hours <= 3; hours += 1) await shop.sweep(hours * 10);
    }
    // Stripe resends on demand a webhook that was lost and that the service's own polling does not cover.
    await repeatLost();
    for (const shop of shops) await shop.sweep(40);
    for (const [at, shop] of shops.entries()) {
      await expectAgreement(shop);
      expect(await differences(databases[at]!.url, stripe.url)).toEqual([]);
    }
  }, 240_000);

  it('have each difference named that is made on purpose', async () => {
    const [shop, other] = shops as [StripeShop, StripeShop];
    const own = await shop.installation();
    await shop.payment.service.execute("UPDATE ledger SET amount = amount + 1 WHERE order_id = 60 AND kind = 'charge'");
    stripe.refund(intentsOf(own, 63).find(({ status }) => status === 'succeeded')!.id, {}, '100');
    stripe.dispute(intentsOf(own, 64).find(({ status }) => status === 'succeeded')!.id);
    stripe.succeed(stripe.makeIntent({ amount: 700, metadata: { installation: own, orderId: '65' } }));
    expect((await differences(databases[0]!.url, stripe.url)).sort()).toEqual([
      expect.stringMatching(/^order 60: charge pi_\d+ is 49\.00 EUR at the provider and 49\.01 EUR in the ledger$/),
      expect.stringMatching(/^order 63: the provider refunded 1\.00 EUR \(re_\d+\), the ledger has no such refund$/),
      expect.stringMatching(/^order 64: the provider has a dispute of 49\.00 EUR \(dp_\d+, needs_response\)/),
      expect.stringMatching(/^order 65: the provider charged 7\.00 EUR \(pi_\d+\), the ledger has no such charge$/),
    ]);
    expect(await differences(databases[1]!.url, stripe.url)).toEqual([]);
    expect(await other.installation()).not.toBe(own);
  });

  /** Places an order as the order service does: what has no answer is asked for again, or abandoned. */
  async function place(shop: StripeShop, price: number, order: number): Promise<void> {
    const paymentMethod = meets(order, 13) ? 'pm_card_chargeDeclined' : 'pm_card_visa';
    const ask = () => shop.payment.pay(order, { paymentMethod, amount: price });
    if (!meets(order, 17)) {
      expect((await ask()).status).toBe(meets(order, 13) ? 402 : 201);
      if (meets(order, 29)) second(await shop.installation(), order, price);
      return;
    }
    // The answer of the confirmation is lost.
    stripe.silentOn = /confirm$/;
    await ask();
    stripe.silentOn = undefined;
    if (meets(order, 34)) stripe.forgetKeys();
    const answer = meets(order, 51) ? await shop.payment.cancel(order) : await ask();
    expect([201, 402]).toContain(answer.status);
  }

  /** A second charge of a paid order. */
  function second(installation: string, order: number, price: number): void {
    stripe.succeed(stripe.makeIntent({ amount: price * 100, metadata: { installation, orderId: String(order) } }));
  }

  async function cancel(shop: StripeShop, order: number): Promise<void> {
    const [intent] = intentsOf(await shop.installation(), order).filter(({ status }) => status === 'succeeded');
    const left = intent ? intent.amount_received - stripe.refundedOf(intent.id) : 0;
    if (intent && left > 1000 && meets(order, 11)) stripe.refund(intent.id, {}, '1000');
    if (intent && left > 0 && meets(order, 7)) stripe.dispute(intent.id);
    stripe.refundOutcome = () =>
      meets(order, 5) ? 'pending' : meets(order, 6) ? 'balance_insufficient' : meets(order, 9) ? 'failed' : 'succeeded';
    if (meets(order, 8)) {
      stripe.silentOn = /refunds$/;
      await shop.payment.cancel(order);
      stripe.silentOn = undefined;
    }
    expect((await shop.payment.cancel(order)).status).toBe(201);
    if (meets(order, 4)) expect((await shop.payment.cancel(order)).status).toBe(201);
  }

  let reported = 0;
  const lost = new Set<number>();

  /** Sends the new events to both shops, since the account has an endpoint of each: some twice, some late, some never. */
  async function report(told: readonly number[]): Promise<void> {
    const from = reported;
    reported = stripe.events.length;
    const order = stripe.events.slice(from).map((event, at) => ({ event, at: from + at }));
    for (const { event, at } of order.sort((a, b) => told[a.at]! - told[b.at]!)) {
      if (told[at] === 0) lost.add(at);
      else {
        for (const shop of shops) {
          for (let times = told[at] === 9 ? 2 : 1; times > 0; times -= 1) await shop.tell(event);
        }
      }
    }
  }

  async function repeatLost(): Promise<void> {
    for (const at of lost) for (const shop of shops) await shop.tell(stripe.events[at]!);
    for (const event of stripe.events.slice(reported)) for (const shop of shops) await shop.tell(event);
  }

  async function allDecisions(shop: StripeShop, kind: string): Promise<{ id: number }[]> {
    const { body } = await shop.payment.service.get('/operator/payment/decisions?size=200');
    return (body['decisions'] as { id: number; kind: string }[]).filter((decision) => decision.kind === kind);
  }

  /** Compares the ledger with the account's own books, order by order. */
  async function expectAgreement(shop: StripeShop): Promise<void> {
    const own = await shop.installation();
    const rows = await shop.payment.service.rows<{ order_id: number; kind: string; amount: number | string }>(
      'SELECT order_id, kind, amount FROM ledger',
    );
    const held = new Map<number, number>();
    for (const { order_id, kind, amount } of rows) {
      held.set(order_id, (held.get(order_id) ?? 0) + (SIGN[kind] ?? -1) * Number(amount));
    }
    const wrong: string[] = [];
    for (let order = 1; order <= ORDERS; order += 1) {
      const truth = intentsOf(own, order).reduce(
        (sum, { id, amount_received }) => sum + amount_received - returnedOf(id),
        0,
      );
      if (truth !== (held.get(order) ?? 0)) wrong.push(`order ${order}: ${held.get(order) ?? 0} instead of ${truth}`);
      const isCancelled = order > 1 && order <= CANCELLATIONS;
      if (isCancelled && truth > 0 && (await shop.decisions(order)).length === 0) {
        wrong.push(`order ${order} holds ${truth}`);
      }
    }
    expect(wrong).toEqual([]);
  }

  function returnedOf(intent: string): number {
    const refunds = [...stripe.refunds.values()].filter((refund) => refund.payment_intent === intent);
    const disputes = [...stripe.disputes.values()].filter((dispute) => dispute.payment_intent === intent);
    const of = (items: { status: string; amount: number }[], ...statuses: string[]): number =>
      items.filter(({ status }) => statuses.includes(status)).reduce((sum, { amount }) => sum + amount, 0);
    return of(refunds, 'succeeded') + of(disputes, 'needs_response', 'lost');
  }
});
