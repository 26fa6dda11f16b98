import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counterpart, engines, Issuer, type Reply } from '@carshare/testing';
import { OrderService } from './order-service.js';

const REQUEST = { productId: '1001', qty: 1 };
type Headers = Record<string, string>;

it.each<[string, Reply]>([
  ['does not answer', 'break'],
  ['fails', { status: 500 }],
])('An identity provider that %s is told from a bad token: 503, and 200 when it is back', async (_title, reply) => {
  const issuer = await Issuer.create();
  const { JWT_JWKS, ...environment } = issuer.environment;
  const provider = await Counterpart.start(() => reply);
  const shop = await OrderService.start({ ...environment, JWT_JWKS_URL: `${provider.url}/jwks` });
  const headers = { authorization: `Bearer ${await issuer.token({ sub: 'ann' })}` };
  const away = await shop.service.get('/orders', headers);
  expect(away).toMatchObject({ status: 503, body: { code: 'identity.unavailable' } });
  expect(away.headers.get('retry-after')).toBe('2');
  provider.become(() => ({ status: 200, body: JWT_JWKS! }));
  expect((await shop.service.get('/orders', headers)).status).toBe(200);
  expect((await shop.service.get('/orders', { authorization: 'Bearer secret' })).status).toBe(401);
  await shop.stop();
  await provider.stop();
});

describe.each(engines('mysql'))('On $name, with identity on', (engine) => {
  let issuer: Issuer;
  let shop: OrderService;
  let ann: Headers;
  let bob: Headers;
  let operator: Headers;
  let order: number;

  beforeAll(async () => {
    issuer = await Issuer.create();
    shop = await OrderService.on(engine, {
      ...issuer.environment,
      JWT_SERVICE_TOKEN: 'service-token',
    });
    [ann, bob, operator] = [
      await issuer.bearer('ann'),
      await issuer.bearer('bob'),
      await issuer.bearer('olga', 'operator'),
    ];
    order = Number((await shop.service.post('/orders', REQUEST, { ...ann, 'idempotency-key': 'mine' })).body['id']);
  });
  afterAll(() => shop.stop());

  const sub = 'ann';
  it.each<[string, (issuer: Issuer, forger: Issuer) => string | Promise<string>, string]>([
    ['no token', () => '', 'identity.missing'],
    ['a name and a password', () => 'Basic YW5uOnNlY3JldA==', 'identity.missing'],
    ['a word', () => 'Bearer secret', 'identity.invalid'],
    ['a forged token', async (_, forger) => `Bearer ${await forger.token({ sub })}`, 'identity.invalid'],
    ['an unsigned token', (known) => `Bearer ${known.unsigned({ sub })}`, 'identity.invalid'],
    [
      'a token signed with the public key',
      async (known) => `Bearer ${await known.confused({ sub })}`,
      'identity.invalid',
    ],
    ['an expired token', async (known) => `Bearer ${await known.token({ sub, expiresIn: -60 })}`, 'identity.invalid'],
    [
      'a token without an end',
      async (known) => `Bearer ${await known.token({ sub, expiresIn: null })}`,
      'identity.invalid',
    ],
    ['a token of nobody', async (known) => `Bearer ${await known.token({})}`, 'identity.invalid'],
    ['a token of an empty name', async (known) => `Bearer ${await known.token({ sub: '' })}`, 'identity.invalid'],
    [
      'a token of an endless name',
      async (known) => `Bearer ${await known.token({ sub: 'x'.repeat(256) })}`,
      'identity.invalid',
    ],
    [
      'a foreign issuer',
      async (known) => `Bearer ${await known.token({ sub, issuer: 'https://else.example' })}`,
      'identity.invalid',
    ],
    ['another audience', async (known) => `Bearer ${await known.token({ sub, audience: 'bank' })}`, 'identity.invalid'],
  ])('%s is answered with 401, whatever is asked', async (_title, header, code) => {
    const authorization = await header(issuer, await Issuer.create());
    const headers: Headers = authorization === '' ? {} : { authorization };
    const answers = [
      await shop.service.get('/orders', headers),
      await shop.service.get(`/orders/${order}`, headers),
      await shop.service.post('/orders', REQUEST, headers),
      await shop.service.delete(`/orders/${order}`, headers),
      await shop.service.patch('/cars/1001', { stock: 0 }, headers),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 401, body: { code, status: 401 } });
    expect((await shop.service.get(`/orders/${order}`, ann)).body['status']).toBe('Placed');
  });

  it('probes and metrics are answered without a token', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/docs-json']) {
      expect((await shop.service.get(path)).status).toBe(200);
    }
  });

  it("somebody else's order is not there: neither to see nor to cancel", async () => {
    const lookAlikes = ['Ann', 'ann ', ' ann', 'ann\u200b', 'a\u0308nn', '\u00e4nn'];
    for (const somebody of [bob, ...(await Promise.all(lookAlikes.map((sub) => issuer.bearer(sub))))]) {
      expect(await shop.service.get(`/orders/${order}`, somebody)).toMatchObject({
        status: 404,
        body: { code: 'order.not_found' },
      });
      expect(await shop.service.delete(`/orders/${order}`, somebody)).toMatchObject({ status: 404 });
      expect(await shop.service.list('/orders', somebody)).toEqual([]);
    }
    expect(await shop.service.list('/orders', ann)).toHaveLength(1);
  });

  it("a key is its customer's own", async () => {
    const theirs = await shop.service.post('/orders', { ...REQUEST, qty: 2 }, { ...bob, 'idempotency-key': 'mine' });
    expect(theirs).toMatchObject({ status: 201, body: { customerId: 'bob', qty: 2 } });
    const padded = { ...(await issuer.bearer('ann ')), 'idempotency-key': 'mine' };
    const hers = await shop.service.post('/orders', { ...REQUEST, qty: 3 }, padded);
    expect(hers).toMatchObject({ status: 201, body: { customerId: 'ann ', qty: 3 } });
    expect(await shop.service.list('/orders', ann)).toHaveLength(1);
  });

  it('only an operator changes the fleet, and sees and cancels every order', async () => {
    expect(await shop.service.patch('/cars/1002', { stock: 3 }, ann)).toMatchObject({
      status: 403,
      body: { code: 'identity.forbidden' },
    });
    expect((await shop.service.patch('/cars/1002', { stock: 3 }, operator)).status).toBe(200);
    const seen = await shop.service.list('/orders', operator);
    expect(new Set(seen.map(({ customerId }) => customerId))).toEqual(new Set(['ann', 'ann ', 'bob']));
    expect((await shop.service.delete(`/orders/${order}`, operator)).status).toBe(202);
  });

  it('the cancellation of an operator is recorded once, that of the customer is not', async () => {
    const place = async (): Promise<number> => Number((await shop.service.post('/orders', REQUEST, bob)).body['id']);
    const [byOperator, byCustomer] = [await place(), await place()];
    const cancel = (id: number, headers: Headers): ReturnType<typeof shop.service.delete> =>
      shop.service.delete(`/orders/${id}`, headers);
    const answers = await Promise.all(Array.from({ length: 5 }, () => cancel(byOperator, operator)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    expect((await cancel(byOperator, operator)).body['code']).toBe('order.not_cancellable');
    expect((await cancel(byCustomer, bob)).status).toBe(202);
    const actions = async (id: number): Promise<unknown> =>
      (await shop.service.get(`/operator/order/timeline/${id}`, operator)).body['actions'];
    const done = { operator: 'olga', action: 'cancel', reason: null, outcome: 'cancelled free of charge' };
    expect(await actions(byOperator)).toEqual([
      { id: expect.any(Number), at: expect.any(String), subject: `order ${byOperator}`, orderId: byOperator, ...done },
    ]);
    expect(await actions(byCustomer)).toEqual([]);
  });

  it('a token names no roles that it does not list', async () => {
    const sly = {
      authorization: `Bearer ${await issuer.token({ sub: 'sly', roles: 'operator' as unknown as string[] })}`,
    };
    expect((await shop.service.patch('/cars/1002', { stock: 3 }, sly)).status).toBe(403);
  });

  it("payment is called in the service's own name", () => {
    const { authorization, body } = shop.payment.asked('POST', '/payments')[0]!;
    expect(authorization).toBe('Bearer service-token');
    expect(body['customerId']).toBe('ann');
  });
});
