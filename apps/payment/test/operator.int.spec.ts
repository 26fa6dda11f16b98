import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, Issuer, RunningService, type TestDatabase } from '@carshare/testing';
import { parts, PaymentService } from './payment-service.js';

describe.each(engines('mysql'))("On $name, the operator's desk at payment", (engine) => {
  let database: TestDatabase;
  let payment: PaymentService;
  beforeAll(async () => {
    database = await engine.create();
    payment = await PaymentService.start({ DATABASE_URL: database.url });
  });
  afterAll(async () => {
    await payment.stop();
    await database.drop();
  });

  it('lists the refunds of the ledger, newest first, page by page', async () => {
    const orders = [payment.nextOrder(), payment.nextOrder(), payment.nextOrder()];
    for (const orderId of orders) await payment.pay(orderId, { customerId: `customer-${orderId}` });
    for (const orderId of orders.slice(0, 2)) await payment.cancel(orderId);
    const first = (await payment.service.get('/operator/payment/refunds?size=1')).body;
    expect(first['refunds']).toEqual([
      {
        id: expect.any(Number),
        kind: 'refund',
        orderId: orders[1],
        amount: 49,
        currency: 'EUR',
        customerId: `customer-${String(orders[1])}`,
        chargedAt: expect.any(String),
        refundedAt: expect.any(String),
      },
    ]);
    const second = (await payment.service.get(`/operator/payment/refunds?size=1&before=${String(first['next'])}`)).body;
    expect(second).toMatchObject({ refunds: [{ orderId: orders[0] }], next: null });
  });

  it("tells the money's side of an order's story, and only publishes", async () => {
    const orderId = payment.nextOrder();
    await payment.pay(orderId);
    await payment.cancel(orderId);
    const story = (await payment.service.get(`/operator/payment/timeline/${orderId}`)).body;
    expect(story).toMatchObject({
      records: [
        { what: 'payment', status: 'PaymentCancelled' },
        { what: 'ledger', status: 'charge', details: { amount: 49 } },
        { what: 'ledger', status: 'refund', details: { amount: 49 } },
      ],
      published: [{ type: 'Paid' }, { type: 'PayCancelled' }],
    });
    expect((await payment.service.get('/operator/payment/health')).body).toMatchObject({ ready: true, lag: null });
  });

  it('shows refunds to operators alone', async () => {
    const issuer = await Issuer.create();
    const service = await RunningService.start(parts, { DELIVERY_URL: payment.delivery.url, ...issuer.environment });
    const token = await issuer.token({ sub: 'mina' });
    expect((await service.get('/operator/payment/refunds')).status).toBe(401);
    expect((await service.get('/operator/payment/refunds', { authorization: `Bearer ${token}` })).status).toBe(403);
    await service.stop();
  });
});
