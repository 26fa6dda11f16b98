import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { allEngines, eventually } from '@carshare/testing';
import { handedOver, PaymentService, willing } from './payment-service.js';

const refused = (status: number, code: string): object => ({ status, body: { code } });

describe.each(allEngines())('On $name, an adjustment', (engine) => {
  let payment: PaymentService;
  let order: number;

  beforeAll(async () => {
    payment = await PaymentService.on(engine);
  });
  beforeEach(async () => {
    payment.delivery.become(willing);
    order = payment.nextOrder();
    expect((await payment.pay(order)).status).toBe(201);
  });
  afterAll(() => payment.stop());
  const payCancelled = async (): Promise<unknown> =>
    (await payment.service.history()).find((found) => found.orderId === order && found.eventType === 'PayCancelled');

  it('charges once, however often it is asked for', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => payment.adjust(order, 1)));
    for (const { status, body } of answers) expect([status, body]).toEqual([201, answers[0]?.body]);
    const [{ body, headers }] = answers as [(typeof answers)[0]];
    expect(body).toMatchObject({ orderId: order, number: 1, kind: 'charge', amount: 10, status: 'Succeeded' });
    expect((await payment.service.get(headers.get('location') ?? '')).body).toEqual(body);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000']);
    expect(await payment.adjustments(order)).toEqual(['1 charge 10 Succeeded']);
    await eventually(async () => expect(await payment.adjusted(order)).toEqual(['1 charge 10 Succeeded extension']));
    expect(await payment.adjust(order, 1, { amount: 11 })).toMatchObject(refused(422, 'idempotency.reused'));
  });

  it('that is declined stays declined, and the next number may succeed', async () => {
    const declined = { paymentMethod: 'pm_card_chargeDeclined' };
    for (let times = 0; times < 3; times += 1) {
      expect(await payment.adjust(order, 1, declined)).toMatchObject(refused(402, 'payment.declined'));
    }
    expect((await payment.adjust(order, 2)).status).toBe(201);
    expect(await payment.adjustments(order)).toEqual(['1 charge 10 Declined', '2 charge 10 Succeeded']);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000']);
    await eventually(async () =>
      expect(await payment.adjusted(order)).toEqual([
        '1 charge 10 Declined extension',
        '2 charge 10 Succeeded extension',
      ]),
    );
  });

  it('needs an approved payment, in its currency', async () => {
    const unpaid = payment.nextOrder();
    expect(await payment.adjust(unpaid, 1)).toMatchObject(refused(409, 'payment.not_charged'));
    expect(await payment.adjust(order, 1, { currency: 'USD' })).toMatchObject(refused(400, 'payment.amount_invalid'));
    await payment.cancel(order);
    expect(await payment.adjust(order, 1)).toMatchObject(refused(409, 'payment.not_charged'));
    expect(await payment.giveBack(order, 2, 5)).toMatchObject(refused(409, 'payment.not_charged'));
    expect(await payment.adjustments(order)).toEqual([]);
  });

  it.each([
    ['amount', 0],
    ['amount', -1],
    ['amount', 1.001],
    ['number', 0],
    ['kind', 'gift'],
    ['reason', 'none'],
    ['currency', 'eur'],
    ['customerId', ''],
    ['customerId', 'x\uFE0F'.repeat(200)],
    ['paymentMethod', 'a b'],
  ])('is refused for %s: %j', async (field, value) => {
    const { status, body } = await payment.adjust(order, 1, { [field]: value });
    expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ field })]]);
  });

  it('refunds the newest charge first, each at most its own', async () => {
    await payment.adjust(order, 1);
    await payment.adjust(order, 2, { amount: 5 });
    expect(await payment.giveBack(order, 3, 17)).toMatchObject({ status: 201, body: { status: 'Succeeded' } });
    const charges = ['charge 4900', 'charge 1000', 'charge 500'];
    expect(await payment.ledger(order)).toEqual([...charges, 'refund 500', 'refund 1000', 'refund 200']);
    expect((await payment.giveBack(order, 3, 17)).status).toBe(201);
    expect(await payment.giveBack(order, 4, 47.01)).toMatchObject(refused(409, 'payment.refund_too_high'));
    expect((await payment.giveBack(order, 4, 47)).status).toBe(201);
    expect((await payment.ledger(order)).slice(6)).toEqual(['refund 4700']);
    await eventually(async () =>
      expect((await payment.adjusted(order)).slice(2)).toEqual([
        '3 refund 17 Succeeded settlement',
        '4 refund 47 Succeeded settlement',
      ]),
    );
  });

  it('refunds at most what was charged when several ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => payment.giveBack(order, at + 1, 20)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, ...Array<number>(6).fill(409)]);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 2000', 'refund 2000']);
  });

  it('that is voided is returned, once, and can no longer be made', async () => {
    await payment.adjust(order, 1);
    const answers = await Promise.all(Array.from({ length: 10 }, () => payment.voidAdjustment(order, 1)));
    for (const { status, body } of answers) expect([status, body['status']]).toEqual([201, 'Voided']);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000', 'refund 1000']);
    expect(await payment.adjust(order, 1)).toMatchObject(refused(409, 'payment.voided'));
    await eventually(async () =>
      expect(await payment.adjusted(order)).toEqual([
        '1 charge 10 Succeeded extension',
        '1 charge 10 Voided extension',
      ]),
    );
    expect((await payment.cancel(order)).status).toBe(201);
    expect((await payment.ledger(order)).slice(3)).toEqual(['refund 4900']);
    await eventually(async () => expect(await payCancelled()).toMatchObject({ amount: 49 }));
  });

  it('that was voided before it was asked for is never charged, and a refund is not voided', async () => {
    const { status, body } = await payment.voidAdjustment(order, 1);
    expect([status, body['status'], body['amount']]).toEqual([201, 'Voided', 0]);
    expect(await payment.adjust(order, 1)).toMatchObject(refused(409, 'payment.voided'));
    await payment.giveBack(order, 2, 5);
    expect(await payment.voidAdjustment(order, 2)).toMatchObject(refused(409, 'payment.refund_not_voidable'));
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 500']);
    const unpaid = payment.nextOrder();
    for (let times = 0; times < 3; times += 1) expect((await payment.voidAdjustment(unpaid, 1)).status).toBe(201);
    expect(await payment.adjustments(unpaid)).toEqual(['1 charge 0 Voided']);
  });

  it('that is voided while the provider charges is returned', async () => {
    const slow = payment.adjust(order, 1, { paymentMethod: 'pm_card_delay' });
    await eventually(async () => expect(await payment.adjustments(order)).toEqual(['1 charge 10 Pending']));
    expect((await payment.voidAdjustment(order, 1)).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900']);
    expect(await slow).toMatchObject(refused(409, 'payment.voided'));
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000', 'refund 1000']);
  });

  it('is returned with the cancellation: newest first, and the fee stays from the oldest', async () => {
    await payment.adjust(order, 1);
    await payment.adjust(order, 2, { amount: 5 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => payment.cancel(order, { fee: 30 })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect((await payment.ledger(order)).slice(3)).toEqual(['refund 500', 'refund 1000', 'refund 1900']);
    await eventually(async () => expect(await payCancelled()).toMatchObject({ amount: 64, refunded: 34 }));
    expect((await payment.events(order)).filter((type) => type === 'PayCancelled')).toHaveLength(1);
  });

  it('is kept with the cancellation where the fee is above the first charge, and the fee is at most all', async () => {
    await payment.adjust(order, 1, { amount: 51 });
    expect(await payment.cancel(order, { fee: 100.01 })).toMatchObject(refused(409, 'payment.fee_too_high'));
    expect((await payment.cancel(order, { fee: 60 })).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 5100', 'refund 4000']);
    await eventually(async () => expect(await payCancelled()).toMatchObject({ amount: 100, refunded: 40 }));
  });

  it('keeps all with a fee of all, and returns what a refund has left', async () => {
    await payment.adjust(order, 1);
    await payment.giveBack(order, 2, 4);
    expect((await payment.cancel(order, { fee: 55 })).status).toBe(201);
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000', 'refund 400']);
    await eventually(async () => expect(await payCancelled()).toMatchObject({ amount: 59, refunded: 4 }));
  });

  it('that is under way when the order is cancelled leaves no money', async () => {
    const slow = payment.adjust(order, 1, { paymentMethod: 'pm_card_delay' });
    await eventually(async () => expect(await payment.adjustments(order)).toEqual(['1 charge 10 Pending']));
    expect((await payment.cancel(order)).status).toBe(201);
    // At the provider too the charge can no longer be made, should this process end now.
    expect(await payment.adjustments(order)).toEqual(['1 charge 10 Voided']);
    expect(await slow).toMatchObject(refused(409, 'payment.voided'));
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'refund 4900', 'charge 1000', 'refund 1000']);
  });

  it('is not returned while the customer has the car', async () => {
    await payment.adjust(order, 1);
    payment.delivery.become(handedOver);
    expect(await payment.cancel(order)).toMatchObject(refused(409, 'payment.handed_over'));
    expect(await payment.ledger(order)).toEqual(['charge 4900', 'charge 1000']);
    expect((await payment.adjust(order, 2)).status).toBe(201);
  });

  it('is in the timeline of the operator', async () => {
    await payment.adjust(order, 1);
    const { body } = await payment.service.get(`/operator/payment/timeline/${order}`);
    expect(JSON.stringify(body)).toContain('"what":"adjustment"');
  });
});
