import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, Issuer, QueryPlans } from '@carshare/testing';
import { LedgerEntry } from '../src/payments/ledger-entry.entity.js';
import { PaymentAdjustment } from '../src/payments/payment-adjustment.entity.js';
import { PaymentCancellation } from '../src/payments/payment-cancellation.entity.js';
import { Payment } from '../src/payments/payment.entity.js';
import { Refund } from '../src/payments/refund.entity.js';
import { PaymentService } from './payment-service.js';

const TABLES = ['payments', 'payment_cancellations', 'payment_adjustments', 'refunds', 'ledger'];

describe.each(engines('mysql'))('On $name, with many orders', (engine) => {
  let plans: QueryPlans;
  let payment: PaymentService;
  let story: (orderId: number) => Promise<void>;

  beforeAll(async () => {
    const issuer = await Issuer.create();
    payment = await PaymentService.on(engine, {
      ...issuer.environment,
      JWT_SERVICE_TOKEN: 'service-token',
    });
    plans = await QueryPlans.watch(payment.service, issuer);
    const service = await issuer.bearer('order', 'service');
    story = async (orderId) => {
      const request = { orderId, productId: '1001', qty: 1 };
      const key = { ...service, 'idempotency-key': `key-of-${orderId}` };
      expect((await payment.service.post('/payments', { ...request, amount: 49, customerId: 'ann' }, key)).status).toBe(
        201,
      );
      for (const [number, kind] of ['charge', 'charge', 'refund'].entries()) {
        const adjustment = {
          orderId,
          number: number + 1,
          kind,
          amount: 5 - number,
          currency: 'EUR',
          reason: 'extension',
        };
        const adjusts = { ...service, 'idempotency-key': `adjust-${orderId}-${number}` };
        const body = { ...adjustment, customerId: 'ann' };
        expect((await payment.service.post('/paymentAdjustments', body, adjusts)).status).toBe(201);
      }
      const voids = { orderId, number: 1 };
      expect((await payment.service.post('/paymentAdjustmentCancellations', voids, service)).status).toBe(201);
      expect((await payment.service.post('/paymentCancellations', request, key)).status).toBe(201);
    };
    await story(1);
    const vary = (copy: number): object => ({
      orderId: copy + 10,
      customerId: `customer-${copy % 1_000}`,
      idempotencyKey: `key-${copy}`,
    });
    await plans.grow(Payment, vary);
    await plans.grow(PaymentCancellation, vary);
    await plans.grow(PaymentAdjustment, vary);
    await plans.grow(Refund, (copy) => ({ orderId: copy + 10, reference: `ch_${copy}`, dueAt: null }));
    await plans.grow(LedgerEntry, (copy) => ({ orderId: copy + 10 }));
    await plans.growMessaging();
  });
  afterAll(() => payment.stop());

  it('reads no table from end to end', async () => {
    await story(100_000);
    for (const path of ['', '?page=3&sort=id,desc', '/1', '/search/findByOrderId?orderId=1']) {
      await plans.ask(`/payments${path}`);
    }
    for (const path of ['', '?page=3&sort=id,desc', '/1']) await plans.ask(`/paymentCancellations${path}`);
    for (const path of ['/1', '/search/findByOrderId?orderId=1']) await plans.ask(`/paymentAdjustments${path}`);
    for (const query of ['', '?before=500']) await plans.askAsOperator(`/operator/payment/refunds${query}`);
    await plans.askDesk('payment', 1);
    expect(await plans.fullScans([...TABLES, 'outbox', 'inbox'])).toEqual([]);
  });
});
