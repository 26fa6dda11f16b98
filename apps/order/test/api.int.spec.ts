import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@carshare/service-kit';
import { eventually, runToEnd, type Answer } from '@carshare/testing';
import { OrderConfig } from '../src/app.config.js';
import { OrderService } from './order-service.js';

const MAIN = new URL('../src/main.ts', import.meta.url);
const JSON_TYPE = { 'content-type': 'application/json' };

/** Every refusal has this shape (RFC 9457). */
function expectProblem({ body, headers, status }: Answer, code: string, expected: number): void {
  expect({ status, code: body['code'] }).toEqual({ status: expected, code });
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    type: `urn:carshare:problem:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: expect.stringMatching(/^\//),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
}

describe('The order API', () => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.start();
  });
  afterAll(() => shop.stop());

  it.each<[string, string, string | undefined, Record<string, string>, string, number]>([
    ['broken JSON', 'POST', '{"productId":', JSON_TYPE, 'request.malformed', 400],
    ['an empty body', 'POST', '', JSON_TYPE, 'request.invalid', 400],
    ['no body', 'POST', undefined, {}, 'request.invalid', 400],
    ['a body that is null', 'POST', 'null', JSON_TYPE, 'request.invalid', 400],
    ['a list', 'POST', '[{"productId":"1001","qty":1}]', JSON_TYPE, 'request.invalid', 400],
    ['an empty list', 'POST', '[]', JSON_TYPE, 'request.invalid', 400],
    ['a bare text', 'POST', '"1001"', JSON_TYPE, 'request.invalid', 400],
    ['a bare number', 'POST', '1', JSON_TYPE, 'request.invalid', 400],
    ['a prototype', 'POST', '{"__proto__":{"qty":1},"productId":"1001"}', JSON_TYPE, 'request.malformed', 400],
    ['plain text', 'POST', 'productId=1001', { 'content-type': 'text/plain' }, 'request.media_type', 415],
    ['a form', 'POST', 'qty=1', { 'content-type': 'application/x-www-form-urlencoded' }, 'request.media_type', 415],
    ['XML', 'POST', '<order/>', { 'content-type': 'application/xml' }, 'request.media_type', 415],
    [
      'an empty key',
      'POST',
      '{"productId":"1001","qty":1}',
      { ...JSON_TYPE, 'idempotency-key': '""' },
      'idempotency.malformed',
      400,
    ],
    [
      'an endless key',
      'POST',
      '{"productId":"1001","qty":1}',
      { ...JSON_TYPE, 'idempotency-key': 'k'.repeat(256) },
      'idempotency.malformed',
      400,
    ],
    ['an unknown car', 'POST', '{"productId":"9","qty":1}', JSON_TYPE, 'car.not_found', 404],
    ['a hostile car', 'POST', `{"productId":"1001' OR '1'='1","qty":1}`, JSON_TYPE, 'car.not_found', 404],
    ['another method', 'PUT', '{}', JSON_TYPE, 'request.method_not_allowed', 405],
  ])('refuses %s', async (_title, method, body, headers, code, status) => {
    expectProblem(await shop.service.send(method, '/orders', body, headers), code, status);
  });

  it('names every fault of a request', async () => {
    const answer = await shop.service.post('/orders', { qty: 'NaN', amount: 1, paymentMethod: '' });
    expectProblem(answer, 'request.invalid', 400);
    const fields = (answer.body['errors'] as { field: string }[]).map(({ field }) => field);
    expect([...new Set(fields)].sort()).toEqual(['paymentMethod', 'productId', 'qty']);
  });

  it('refuses 10 MB without reading them', async () => {
    const body = JSON.stringify({ productId: 'x'.repeat(10_000_000), qty: 1 });
    const answer = await shop.service.send('POST', '/orders', body, JSON_TYPE).catch((error: unknown) => error);
    // A server that stops reading may close the connection before the client has looked at the answer.
    if (!(answer instanceof TypeError)) expectProblem(answer as Answer, 'request.too_large', 413);
    expectProblem(
      await shop.service.send('POST', '/orders', body.slice(0, 70_000), JSON_TYPE),
      'request.too_large',
      413,
    );
    expect((await shop.service.get('/health/live')).status).toBe(200);
  });

  it.each([
    '/orders/0',
    '/orders/-1',
    '/orders/1.5',
    '/orders/one',
    '/orders/2147483648',
    '/orders/1%20OR%201=1',
    '/orders/%00',
  ])('refuses the id in %s', async (path) => {
    expectProblem(await shop.service.get(path), 'request.invalid', 400);
    expectProblem(await shop.service.delete(path), 'request.invalid', 400);
  });

  it.each([
    ['/orders/2147483647', 'order.not_found', 404],
    ['/cars/9', 'car.not_found', 404],
    ["/cars/'%3B%20DROP%20TABLE%20cars", 'car.not_found', 404],
    ['/nowhere', 'request.unknown_path', 404],
    ['/orders/%zz', 'request.malformed', 400],
    ['/orders?sort=stock', 'request.invalid', 400],
    ['/orders?sort=id%3BDROP%20TABLE%20orders', 'request.invalid', 400],
    ['/orders?size=0', 'request.invalid', 400],
    ['/orders?page=-1', 'request.invalid', 400],
    ['/orders?limit=5', 'request.invalid', 400],
  ])('answers GET %s with %s', async (path, code, status) => {
    expectProblem(await shop.service.get(path), code, status);
  });

  it('refuses to cancel what is not there, not yet paid or cancelled already', async () => {
    expectProblem(await shop.service.delete('/orders/2147483647'), 'order.not_found', 404);
    expectProblem(await shop.service.delete(`/orders/${await shop.pending('never')}`), 'order.not_cancellable', 409);
    const id = await shop.place();
    expect((await shop.service.delete(`/orders/${id}`)).status).toBe(202);
    expectProblem(await shop.service.delete(`/orders/${id}`), 'order.not_cancellable', 409);
  });

  it('refuses a key that was used for another order, and takes the same number as text', async () => {
    const key = { 'idempotency-key': 'reused' };
    const first = await shop.service.post('/orders', { productId: '1001', qty: 1 }, key);
    const again = await shop.service.post(
      '/orders',
      { productId: 1001, qty: '1', status: 'order' },
      { 'idempotency-key': '"reused"' },
    );
    expect([again.status, again.body['id']]).toEqual([201, first.body['id']]);
    expectProblem(await shop.service.post('/orders', { productId: '1001', qty: 2 }, key), 'idempotency.reused', 422);
  });

  it('pages, sorts and filters its list', async () => {
    for (let n = 0; n < 5; n += 1) await shop.place();
    const { body } = await shop.service.get('/orders?page=1&size=2&sort=id,desc&status=Placed');
    const total = (body['page'] as { totalElements: number }).totalElements;
    expect(body['page']).toEqual({ size: 2, totalElements: total, totalPages: Math.ceil(total / 2), number: 1 });
    expect(body['_links']).toMatchObject({
      self: { href: '/orders?page=1&size=2&sort=id%2Cdesc&status=Placed' },
      prev: { href: '/orders?page=0&size=2&sort=id%2Cdesc&status=Placed' },
      next: { href: '/orders?page=2&size=2&sort=id%2Cdesc&status=Placed' },
    });
    const ids = async (query: string): Promise<number[]> =>
      (await shop.service.list(`/orders?${query}`)).map((order) => Number(order['id']));
    const all = await ids('size=200');
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(await ids('size=200&sort=id,desc')).toEqual([...all].reverse());
    expect(await ids('page=1000&size=200')).toEqual([]);
    const next = (body['_links'] as Record<string, { href: string }>)['next']!.href;
    expect((await shop.service.list(next)).every((order) => order['status'] === 'Placed')).toBe(true);
  });

  describe('with a car that is priced in Korean won', () => {
    const patch = (pricePerUnit: number) => shop.service.patch('/cars/1005', { pricePerUnit });
    beforeAll(() =>
      shop.service.execute("UPDATE cars SET currency = 'KRW', price = 5000000 WHERE product_id = '1005'"),
    );
    afterAll(() => shop.service.execute("UPDATE cars SET currency = 'EUR', price = 9900 WHERE product_id = '1005'"));

    it('takes a price of 150,000 and refuses one with decimals, or beyond the bounds of the currency', async () => {
      expect(await patch(150_000)).toMatchObject({ status: 200, body: { pricePerUnit: 150_000, currency: 'KRW' } });
      const refused = await patch(49_000.5);
      expect(refused).toMatchObject({ status: 400, body: { code: 'car.price_invalid' } });
      expect(refused.body['detail']).toBe('Amounts in KRW have no decimals: use a whole number.');
      expect((await patch(20_000_001)).status).toBe(400);
      expect((await shop.service.patch('/cars/1004', { pricePerUnit: 150_000 })).body).toMatchObject({
        code: 'car.price_invalid',
        detail: 'A price in EUR must be 0.01 to 100000.',
      });
    });

    it('refuses an order that cannot be paid before it asks for the money', async () => {
      expect((await patch(20_000_000)).status).toBe(200);
      const refused = await shop.service.post('/orders', { productId: '1005', qty: 5 });
      expect(refused).toMatchObject({ status: 409, body: { code: 'order.amount_invalid' } });
      expect(refused.body['detail']).toContain('The amount must be at most 99999999 KRW.');
    });
  });

  it('lets an operator change the fleet, and open orders keep their price', async () => {
    const id = await shop.place();
    expect(await shop.service.patch('/cars/1001', { stock: '7', pricePerUnit: 0.29 })).toMatchObject({
      status: 200,
      body: { stock: 7, pricePerUnit: 0.29 },
    });
    expect((await shop.service.get(`/orders/${id}`)).body['amount']).toBe(49);
    expect((await shop.service.post('/orders', { productId: '1001', qty: 3 })).body['amount']).toBe(0.87);
    expectProblem(await shop.service.patch('/cars/9', { stock: 1 }), 'car.not_found', 404);
    expect(await shop.service.patch('/cars/1001', { stock: null, pricePerUnit: null })).toMatchObject({
      status: 200,
      body: { stock: 4, pricePerUnit: 0.29 },
    });
    expectProblem(await shop.service.patch('/cars/1001', { stok: 8 }), 'request.invalid', 400);
  });

  it('describes itself, shows metrics and tells how it is', async () => {
    const document = await shop.service.get('/docs-json');
    expect(Object.keys(document.body['paths'] as object)).toEqual(
      expect.arrayContaining(['/orders', '/orders/{id}', '/cars', '/cars/{productId}']),
    );
    const metrics = await shop.service.get('/metrics');
    expect(metrics.body['text']).toMatch(/^http_request_duration_seconds_count\{.*route="\/orders"/m);
    expect((await shop.service.get('/health/ready')).body).toMatchObject({
      status: 'ok',
      details: { database: { status: 'up' } },
    });
  });
});

describe('An order service', () => {
  let shop: OrderService;
  afterEach(() => shop.stop());

  it('answers in time even when payment does not, and is not harmed by the answer that comes after', async () => {
    shop = await OrderService.start({ REQUEST_DEADLINE_MS: '1000' });
    shop.payment.become(() => ({ status: 500, afterMs: 1_400 }));
    const answer = await shop.service.post('/orders', { productId: '1002', qty: 1 });
    expectProblem(answer, 'request.deadline', 503);
    expect(answer.headers.get('retry-after')).toBe('2');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await shop.service.get('/orders?size=1')).status).toBe(200);
  });

  it('turns away what is more than it can work on, before it costs anything', async () => {
    shop = await OrderService.start({ MAX_IN_FLIGHT: '2' });
    shop.payment.become(() => 'silence');
    const order = () => shop.service.post('/orders', { productId: '1001', qty: 1 });
    const held = [order(), order()];
    await eventually(() => expect(shop.payment.calls).toHaveLength(2));
    const turnedAway = await order();
    expectProblem(turnedAway, 'service.overloaded', 503);
    expect(turnedAway.headers.get('retry-after')).toBe('1');
    expect((await shop.service.get('/health/ready')).status).toBe(200);
    await shop.payment.stop();
    for (const answer of await Promise.all(held)) expectProblem(answer, 'payment.unknown', 503);
    expect(await shop.service.list('/orders')).toHaveLength(held.length);
  });
});

describe('The order service does not start', () => {
  it('on a configuration with faults, and names each without its value', () => {
    const env = {
      PORT: 'secret-port',
      DATABASE_URL: 'oracle://secret-user:secret-password@db/orders',
      KAFKA_BROKERS: 'secret-broker',
      PAYMENT_URL: 'secret-url',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'secret-level',
      JWT_SERVICE_TOKEN_FILE: '/nowhere/secret-file',
    };
    const fault = (): OrderConfig => loadConfig(OrderConfig, env);
    for (const name of Object.keys(env)) expect(fault).toThrow(name);
    expect(fault).not.toThrow('secret-');
  });

  it.each([
    [{ JWT_ISSUER: 'https://id.example' }, ['JWT_JWKS', 'JWT_AUDIENCE']],
    [{ JWT_JWKS: '{"keys":[]}' }, ['JWT_ISSUER', 'JWT_AUDIENCE']],
    [{ JWT_JWKS: 'secret-key', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' }, ['JWT_JWKS']],
    [{ JWT_JWKS: '{"keys":[secret-key}', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' }, ['JWT_JWKS']],
    [{ JWT_JWKS: '{"keys":"secret-key"}', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' }, ['JWT_JWKS']],
  ])('on half an identity: %j', (env, names) => {
    const fault = (): OrderConfig => loadConfig(OrderConfig, env);
    for (const name of names) expect(fault).toThrow(name);
    expect(fault).not.toThrow('secret-');
  });

  it('on a port in use, and says so and ends', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const ending = await runToEnd(MAIN, [], {
      PORT: String(port),
      DATA_DIR: `/tmp/carshare-port-${port}`,
      LOG_LEVEL: 'silent',
    });
    other.close();
    expect(ending.output).toContain(`Port ${port} is in use`);
    expect(ending.code).toBe(1);
  });
});
