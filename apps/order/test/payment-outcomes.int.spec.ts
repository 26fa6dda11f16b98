import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { engines, eventually, type Call, type Reply } from '@carshare/testing';
import { OrdersService } from '../src/orders/orders.service.js';
import { found, OrderService, willing } from './order-service.js';

const REQUEST = { productId: '1001', qty: 2 };

describe.each(engines('mysql'))('On $name, an order', (engine) => {
  let shop: OrderService;
  const stock = 20;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    await shop.setStock(stock);
  });
  afterAll(() => shop.stop());
  const events = async (id: unknown): Promise<string[]> =>
    (await shop.service.history()).filter((event) => event.id === id).map((event) => event.eventType);

  it('that is paid is Placed, takes the stock, and is told of once', async () => {
    const { status, body, headers } = await shop.service.post('/orders', REQUEST);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...REQUEST, status: 'Placed', amount: 98, currency: 'EUR', customerId: 'guest' });
    expect(headers.get('location')).toBe(`/orders/${String(body['id'])}`);
    expect(await shop.stock()).toBe(stock - 2);
    await eventually(async () => expect(await events(body['id'])).toEqual(['Ordered']));
    expect(shop.payment.calls).toEqual([
      {
        method: 'POST',
        path: '/payments',
        key: `pay-${String(body['id'])}`,
        authorization: undefined,
        body: {
          ...REQUEST,
          orderId: body['id'],
          status: 'OrderApproved',
          amount: 98,
          currency: 'EUR',
          customerId: 'guest',
        },
      },
    ]);
  });

  const tooMany: Reply = { status: 503, headers: { 'x-envoy-overloaded': 'true' }, body: 'upstream' };
  it.each<[string, Reply, object, string | null]>([
    [
      'declined',
      { status: 402, body: { detail: 'No.' } },
      { status: 402, code: 'payment.declined', detail: 'No.' },
      null,
    ],
    ['turned away by the mesh', tooMany, { status: 503, code: 'payment.unavailable' }, '2'],
    [
      'turned away by payment',
      { status: 503, body: { code: 'service.overloaded' } },
      { code: 'payment.unavailable' },
      '2',
    ],
    ['turned away by a rate limit', { status: 429 }, { status: 503, code: 'payment.unavailable' }, '2'],
    ['given up in payment', { status: 409, body: { code: 'payment.voided' } }, { code: 'payment.unavailable' }, '2'],
  ])('whose payment is %s is Refused and gives the stock back', async (_title, reply, problem, retryAfter) => {
    shop.payment.become(() => reply);
    const { body, headers } = await shop.service.post('/orders', REQUEST);
    expect(body).toMatchObject(problem);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('retry-after')).toBe(retryAfter);
    const [order] = await shop.service.list('/orders?sort=id,desc&size=1');
    expect(order).toMatchObject({ status: 'Refused' });
    expect(await shop.stock()).toBe(stock);
    expect(await events(order?.['id'])).toEqual([]);
  });

  it('for which payment cannot be reached is Refused, and the same call works when payment is back', async () => {
    const key = { 'idempotency-key': 'again' };
    await shop.payment.stop();
    const { status, body, headers } = await shop.service.post('/orders', REQUEST, key);
    expect({ status, code: body['code'], retryAfter: headers.get('retry-after') }).toEqual({
      status: 503,
      code: 'payment.unavailable',
      retryAfter: '2',
    });
    expect(await shop.stock()).toBe(stock);
    await shop.payment.restart();
    expect((await shop.service.post('/orders', REQUEST, key)).status).toBe(201);
  });

  it.each<[string, Reply]>([
    ['breaks off', 'break'],
    ['fails', { status: 500, body: { code: 'service.failed' } }],
    ['answers what is no payment', { status: 201, body: { orderId: 999_999, status: 'OrderApproved' } }],
    ['answers what is no JSON', { status: 201, body: '<html>' }],
  ])('for which payment %s stays Pending and keeps its stock', async (_title, reply) => {
    shop.payment.become(() => reply);
    const { status, body, headers } = await shop.service.post('/orders', REQUEST);
    expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'payment.unknown' });
    expect(headers.get('retry-after')).toBe('5');
    expect(await shop.status(body['orderId'])).toBe('Pending');
    expect(await shop.stock()).toBe(stock - 2);
  });

  /** The answer of a replaced service, whose resource names its order and its status. */
  const located =
    (status: string | null) =>
    (call: Call): Reply =>
      call.method === 'POST'
        ? {
            status: 201,
            body: '',
            headers: { location: `${shop.payment.url}/payments/7?order=${String(call.body['orderId'])}` },
          }
        : { status: 200, body: { orderId: Number(/order=(\d+)/.exec(call.path)?.[1]), status } };

  it('whose payment is answered with an empty 201 is Placed by the payment that its Location names', async () => {
    shop.payment.become(located('OrderApproved'));
    const { status, body } = await shop.service.post('/orders', REQUEST);
    expect({ status, order: body['status'] }).toEqual({ status: 201, order: 'Placed' });
    expect(shop.payment.calls.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it.each([null, 'PaymentCancelled'])(
    'whose payment is found there with the status %s stays Pending',
    async (found) => {
      shop.payment.become(located(found));
      const { status, body } = await shop.service.post('/orders', REQUEST);
      expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'payment.unknown' });
      expect(await shop.status(body['orderId'])).toBe('Pending');
    },
  );

  const broken: Reply = { status: 503, body: 'upstream connect error' };
  const posts = (): unknown[] => shop.payment.calls.filter(({ path }) => path === '/payments').map(({ key }) => key);

  it('that meets a broken pod of payment is paid by another one, with the same key', async () => {
    let failures = 3;
    shop.payment.become((call) => (call.method === 'POST' && (failures -= 1) >= 0 ? broken : willing(call)));
    const { status, body } = await shop.service.post('/orders', REQUEST);
    expect({ status, order: body['status'] }).toEqual({ status: 201, order: 'Placed' });
    expect(posts()).toEqual(Array.from({ length: 4 }, () => `pay-${String(body['id'])}`));
  });

  it('whose payment was made, and then answered with a 503, is Placed and not paid for again', async () => {
    shop.payment.become((call) => (call.method === 'POST' ? broken : found({ status: 'OrderApproved' })));
    const { status, body } = await shop.service.post('/orders', REQUEST);
    expect({ status, order: body['status'] }).toEqual({ status: 201, order: 'Placed' });
    expect(posts()).toHaveLength(1);
  });

  it.each<[string, (call: Call) => Reply, number]>([
    ['and cannot be asked', () => broken, 1],
    ['and knows of nothing', ({ method }) => (method === 'POST' ? broken : found()), 4],
  ])('for which payment is unavailable, %s, stays Pending and keeps its stock', async (_title, answer, tries) => {
    shop.payment.become(answer);
    const { status, body } = await shop.service.post('/orders', REQUEST);
    expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'payment.unknown' });
    expect(await shop.status(body['orderId'])).toBe('Pending');
    expect(await shop.stock()).toBe(stock - 2);
    expect(posts()).toHaveLength(tries);
  });

  it('that payment turns away after a 503 stays Pending: the first request may have charged', async () => {
    let answers = 0;
    shop.payment.become(({ method }) => (method === 'GET' ? found() : (answers += 1) === 1 ? broken : tooMany));
    const { body } = await shop.service.post('/orders', REQUEST);
    expect(body['code']).toBe('payment.unknown');
    expect(await shop.status(body['orderId'])).toBe('Pending');
  });

  it('for which payment does not answer in time stays Pending', async () => {
    shop.payment.become(() => 'silence');
    const { body } = await shop.service.post('/orders', REQUEST);
    expect(body).toMatchObject({ status: 503, code: 'payment.unknown' });
    expect(await shop.status(body['orderId'])).toBe('Pending');
  });

  it('whose payment succeeded but could not be noted is not said to be free of charge', async () => {
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const place = jest.spyOn(shop.service.app.get(OrdersService), 'place').mockRejectedValueOnce(away);
    const { status, body } = await shop.service.post('/orders', REQUEST);
    place.mockRestore();
    expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'payment.unknown' });
    shop.payment.become(() => found({ status: 'OrderApproved' }));
    await shop.makeDue(Number(body['orderId']));
    await eventually(async () => expect(await shop.status(body['orderId'])).toBe('Placed'));
  });
});
