import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { engines, eventually, type Answer, type Reply, type TestDatabase } from '@carshare/testing';
import { PaymentProvider } from '../src/payments/payment-provider.js';
import { PaymentService, willing } from './payment-service.js';

const times = <T>(n: number, work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: n }, work));
/** What a client compares: the trace id is the request's own. */
const told = ({ status, body }: Answer): object => ({ status, body: { ...body, traceId: undefined } });

describe.each(engines('mysql'))('On $name, payment', (engine) => {
  let database: TestDatabase;
  let payment: PaymentService;
  let orderId: number;

  beforeAll(async () => {
    database = await engine.create();
    payment = await PaymentService.start({ DATABASE_URL: database.url });
  });
  beforeEach(() => {
    payment.delivery.become(willing);
    orderId = payment.nextOrder();
  });
  afterAll(async () => {
    await payment.stop();
    await database.drop();
  });

  it('charges an order once: answer, ledger and event', async () => {
    const { status, body, headers } = await payment.pay(orderId);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      orderId,
      productId: '1001',
      qty: 1,
      amount: 49,
      currency: 'EUR',
      status: 'OrderApproved',
    });
    expect(headers.get('location')).toBe(`/payments/${String(body['id'])}`);
    expect(await payment.ledger(orderId)).toEqual(['charge 4900']);
    await eventually(async () => expect(await payment.events(orderId)).toEqual(['Paid']));
    expect(await payment.service.list(`/payments/search/findByOrderId?orderId=${orderId}`)).toHaveLength(1);
  });

  it('answers 50 requests for one order at once alike, and charges one', async () => {
    const answers = await times(50, () => payment.pay(orderId));
    for (const answer of answers) expect(told(answer)).toEqual(told(answers[0]!));
    expect(answers[0]?.status).toBe(201);
    expect(await payment.ledger(orderId)).toEqual(['charge 4900']);
    await eventually(async () => expect(await payment.events(orderId)).toEqual(['Paid']));
  });

  it('answers a repeated request like the first, whatever status it names, and refuses another one', async () => {
    const first = await payment.pay(orderId, { status: 'order' });
    expect(told(await payment.pay(orderId, { amount: '49.00', status: 'paid' }))).toEqual(told(first));
    expect(await payment.pay(orderId, { amount: 48 })).toMatchObject({
      status: 422,
      body: { code: 'idempotency.reused' },
    });
    expect(await payment.ledger(orderId)).toEqual(['charge 4900']);
  });

  it('refuses a key that was used for another order, and does nothing for that order', async () => {
    const other = payment.nextOrder();
    const key = { 'idempotency-key': `pay-${orderId}` };
    const [paid, cancelled] = [await payment.pay(orderId), await payment.cancel(orderId)];
    expect([paid.status, cancelled.status]).toEqual([201, 201]);
    const request = { orderId: other, productId: '1001', qty: 1 };
    const reused = { status: 422, body: { code: 'idempotency.reused' } };
    expect(await payment.service.post('/payments', { ...request, amount: 49 }, key)).toMatchObject(reused);
    key['idempotency-key'] = `cancel-${orderId}`;
    expect(await payment.service.post('/paymentCancellations', request, key)).toMatchObject(reused);
    expect(await payment.ledger(other)).toEqual([]);
    expect((await payment.pay(other)).status).toBe(201);
  });

  it('without an amount charges nothing, and its events name no amount', async () => {
    for (const amount of [undefined, null, 0]) {
      orderId = payment.nextOrder();
      expect(await payment.pay(orderId, { amount })).toMatchObject({ status: 201, body: { amount: 0 } });
      expect((await payment.cancel(orderId)).status).toBe(201);
      expect(await payment.ledger(orderId)).toEqual(['charge 0']);
      await eventually(async () => expect(await payment.events(orderId)).toEqual(['Paid', 'PayCancelled']));
      const events = (await payment.service.history()).filter((event) => event.orderId === orderId);
      for (const event of events) {
        expect(event).toMatchObject({ qty: 1, customerId: 'guest' });
        expect(event).not.toHaveProperty('amount');
        expect(event).not.toHaveProperty('currency');
      }
    }
  });

  it('declines with 402, charges nothing, shows no payment, and declines again', async () => {
    const declined = await payment.pay(orderId, { paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' });
    expect(declined).toMatchObject({ status: 402, body: { code: 'payment.declined' } });
    const again = await payment.pay(orderId, { paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' });
    expect(told(again)).toEqual(told(declined));
    expect(await payment.ledger(orderId)).toEqual([]);
    expect(await payment.service.list(`/payments/search/findByOrderId?orderId=${orderId}`)).toEqual([]);
    expect(await payment.events(orderId)).toEqual([]);
  });

  it('gives the money back once, after the delivery is cancelled', async () => {
    const paid = await payment.pay(orderId);
    const ledgers: string[][] = [];
    payment.delivery.become((call) => {
      void payment.ledger(orderId).then((ledger) => ledgers.push(ledger));
      return { ...(willing(call) as { status: number }), afterMs: 50 };
    });
    const answers = await times(20, () => payment.cancel(orderId));
    for (const answer of answers) expect(told(answer)).toEqual(told(answers[0]!));
    expect(answers[0]).toMatchObject({ status: 201, body: { orderId, status: 'PaymentCancelled' } });
    expect(ledgers).toContainEqual(['charge 4900']);
    expect(payment.delivery.calls[0]).toMatchObject({
      path: '/cancellations',
      key: `cancel-${orderId}`,
      body: { orderId, paymentId: paid.body['id'], customerId: 'guest', status: 'DeliveryCanceled' },
    });
    expect(await payment.ledger(orderId)).toEqual(['charge 4900', 'refund 4900']);
    await eventually(async () => expect(await payment.events(orderId)).toEqual(['Paid', 'PayCancelled']));
    expect((await payment.service.get(`/payments/${String(paid.body['id'])}`)).body['status']).toBe('PaymentCancelled');
  });

  it.each<[string, Reply]>([
    ['fails', { status: 500 }],
    ['is overloaded', { status: 503 }],
    ['breaks off', 'break'],
  ])('keeps the money while delivery %s, and gives it back when asked again', async (_title, reply) => {
    await payment.pay(orderId);
    payment.delivery.become(() => reply);
    const refused = await payment.cancel(orderId);
    expect(refused).toMatchObject({ status: 503, body: { code: 'delivery.unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await payment.ledger(orderId)).toEqual(['charge 4900']);
    payment.delivery.become(willing);
    expect((await payment.cancel(orderId)).status).toBe(201);
    expect(await payment.ledger(orderId)).toEqual(['charge 4900', 'refund 4900']);
  });

  it('voids an order that it has not charged: a payment that comes later is refused', async () => {
    expect((await payment.cancel(orderId)).status).toBe(201);
    expect(await payment.pay(orderId)).toMatchObject({ status: 409, body: { code: 'payment.voided' } });
    expect(await payment.ledger(orderId)).toEqual([]);
    expect(payment.delivery.calls).toEqual([]);
  });

  it('gives a charge back at once that came through after its order was voided', async () => {
    const provider = payment.service.app.get(PaymentProvider);
    const charge = jest.spyOn(provider, 'charge').mockImplementationOnce(async () => {
      await sleep(150);
      return { kind: 'approved', reference: 'late' };
    });
    const refund = jest.spyOn(provider, 'refund');
    const late = payment.pay(orderId);
    await eventually(() => expect(charge).toHaveBeenCalled());
    expect((await payment.cancel(orderId)).status).toBe(201);
    expect(await late).toMatchObject({ status: 409, body: { code: 'payment.voided' } });
    expect(refund.mock.calls).toMatchObject([
      [{ reference: 'late', key: `refund-${orderId}`, amount: { minorUnits: 4900, currency: 'EUR' } }],
    ]);
    expect(await payment.ledger(orderId)).toEqual(['charge 4900', 'refund 4900']);
    expect(await payment.events(orderId)).toEqual([]);
    jest.restoreAllMocks();
  });

  it('answers 20 cancellations of a declined or unknown order at once alike', async () => {
    await payment.pay(orderId, { paymentMethod: 'pm_card_chargeDeclined' });
    for (const order of [orderId, payment.nextOrder()]) {
      const answers = await times(20, () => payment.cancel(order));
      for (const answer of answers) expect(told(answer)).toEqual({ ...told(answers[0]!), status: 201 });
      expect(await payment.ledger(order)).toEqual([]);
    }
  });
});
