import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, Issuer } from '@carshare/testing';
import { PaymentService } from './payment-service.js';

const PAYMENT = { orderId: 1, productId: '1001', qty: 1, amount: 49 };
type Headers = Record<string, string>;

describe('The payment API', () => {
  let issuer: Issuer;
  let payment: PaymentService;
  let service: Headers;
  let ann: Headers;
  const pay = (more: object, headers: Headers) =>
    payment.service.post('/payments', { ...PAYMENT, ...more }, { 'idempotency-key': 'k', ...headers });

  beforeAll(async () => {
    issuer = await Issuer.create();
    payment = await PaymentService.start({ ...issuer.environment, JWT_SERVICE_TOKEN: 'service-token' });
    [service, ann] = [await issuer.bearer('order', 'service'), await issuer.bearer('ann')];
    await pay({ customerId: 'ann' }, service);
    await pay({ orderId: 2, customerId: 'bob' }, { ...service, 'idempotency-key': 'k2' });
  });
  afterAll(() => payment.stop());

  it.each(['/payments', '/paymentCancellations'])('takes POST %s from another service only', async (path) => {
    const request = { orderId: 9, productId: '1001', qty: 1 };
    const key = { 'idempotency-key': 'k9' };
    const refused = async (headers: Headers) => {
      const { status, body } = await payment.service.post(path, request, headers);
      return [status, body['code']];
    };
    expect(await refused(key)).toEqual([401, 'identity.missing']);
    for (const somebody of [ann, await issuer.bearer('olga', 'operator')]) {
      expect(await refused({ ...key, ...somebody })).toEqual([403, 'identity.forbidden']);
    }
    expect(await payment.ledger(9)).toEqual([]);
  });

  it('shows customers their own payments, and others none', async () => {
    const [own] = await payment.service.list('/payments', ann);
    expect(await payment.service.list('/payments', ann)).toHaveLength(1);
    expect(own).toMatchObject({ orderId: 1, status: 'OrderApproved', amount: 49 });
    const path = `/payments/${String(own?.['id'])}`;
    expect((await payment.service.get(path, ann)).status).toBe(200);
    for (const somebody of [await issuer.bearer('bob'), await issuer.bearer('Ann')]) {
      expect(await payment.service.get(path, somebody)).toMatchObject({
        status: 404,
        body: { code: 'payment.not_found' },
      });
    }
    expect(await payment.service.list('/payments/search/findByOrderId?orderId=1', await issuer.bearer('bob'))).toEqual(
      [],
    );
    expect(await payment.service.list('/payments', await issuer.bearer('olga', 'operator'))).toHaveLength(2);
  });

  it('presents its own token to delivery, and shows the cancellation to its customer alone', async () => {
    const request = { orderId: 1, productId: '1001', qty: 1 };
    const made = await payment.service.post('/paymentCancellations', request, { ...service, 'idempotency-key': 'c1' });
    expect(made.status).toBe(201);
    expect(payment.delivery.calls[0]).toMatchObject({
      authorization: 'Bearer service-token',
      body: { customerId: 'ann' },
    });
    const path = String(made.headers.get('location'));
    expect(await payment.service.get(path, ann)).toMatchObject({
      status: 200,
      body: { orderId: 1, status: 'PaymentCancelled' },
    });
    expect(await payment.service.get(path, await issuer.bearer('bob'))).toMatchObject({
      status: 404,
      body: { code: 'payment_cancellation.not_found' },
    });
    expect(await payment.service.list('/paymentCancellations', await issuer.bearer('bob'))).toEqual([]);
    await eventually(async () => expect(await payment.events(1)).toEqual(['Paid', 'PayCancelled']));
  });

  it('refuses what is malformed by naming it', async () => {
    const { status, body } = await pay({ amount: 'NaN', qty: null, productId: {} }, service);
    expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'request.invalid' });
    expect((body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual(
      expect.arrayContaining(['amount', 'qty', 'productId']),
    );
    for (const path of [
      '/payments/0',
      '/paymentCancellations/x',
      '/payments/search/findByOrderId',
      '/payments?sort=amount',
    ]) {
      expect(await payment.service.get(path, service)).toMatchObject({
        status: 400,
        body: { code: 'request.invalid' },
      });
    }
    for (const customerId of ["x' OR '1'='1", '"; DROP TABLE payments; --']) {
      expect((await payment.service.list('/payments', await issuer.bearer(customerId))).length).toBe(0);
    }
  });

  it('takes the requests of the replaced order service, whose key is the order', async () => {
    const request = { id: null, orderId: 8, productId: '1001', qty: 1 };
    const post = (path: string, more: object) => payment.service.post(path, { ...request, ...more }, service);
    const paid = await post('/payments', { status: 'OrderApproved' });
    expect(paid).toMatchObject({ status: 201, body: { orderId: 8, amount: 0, status: 'OrderApproved' } });
    expect((await post('/payments', { status: 'OrderApproved' })).body).toEqual(paid.body);
    expect(await post('/payments', { qty: 2 })).toMatchObject({ status: 422, body: { code: 'idempotency.reused' } });
    const cancelled = await post('/paymentCancellations', { status: 'PaymentCancelled' });
    expect(cancelled).toMatchObject({ status: 201, body: { orderId: 8, status: 'PaymentCancelled' } });
    expect((await post('/paymentCancellations', { status: 'PaymentCancelled' })).body).toEqual(cancelled.body);
    expect(await payment.ledger(8)).toEqual(['charge 0']);
  });

  it('says that it is a simulator, to anybody', async () => {
    const { body } = await payment.service.get('/payments/provider');
    expect(body['name']).toBe('simulator');
    expect((body['testMethods'] as { value: string }[]).map(({ value }) => value)).toContain('pm_card_chargeDeclined');
  });
});
