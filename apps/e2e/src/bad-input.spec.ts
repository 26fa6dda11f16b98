import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from './support/client.js';
import { announceBody, SERVICES } from './support/launcher.js';
import type { Storefront } from './support/storefront.js';
import { TestShop } from './support/test-shop.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const SQL = '1001\'; DROP TABLE orders; -- " OR 1=1';

describe('Bad input', () => {
  let shop: TestShop;
  let front: Storefront;
  let stock: number;
  beforeAll(async () => {
    shop = await TestShop.open();
    front = shop.front;
    stock = await front.stock('1001');
  });
  afterAll(() => shop.close());

  async function post(body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): Promise<number> {
    const answer = await front.client.send<Problem>('POST', '/orders', body, headers);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      status: answer.status,
      code: expect.any(String),
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    });
    return answer.status;
  }

  it.each([
    ['no qty', { productId: '1001' }, 400],
    ['no car', { qty: 1 }, 400],
    ['a negative qty', { productId: '1001', qty: -1 }, 400],
    ['a qty of zero', { productId: '1001', qty: 0 }, 400],
    ['a huge qty', { productId: '1001', qty: 1e12 }, 400],
    ['a qty beyond all numbers', { productId: '1001', qty: '9'.repeat(400) }, 400],
    ['a fractional qty', { productId: '1001', qty: 1.5 }, 400],
    ['a qty that is no number', { productId: '1001', qty: 'two' }, 400],
    ['a hexadecimal qty', { productId: '1001', qty: '0x1' }, 400],
    ['a qty of null', { productId: '1001', qty: null }, 400],
    ['a qty of true', { productId: '1001', qty: true }, 400],
    ['a list for a qty', { productId: '1001', qty: [1] }, 400],
    ['an object for a car', { productId: { $ne: 1 }, qty: 1 }, 400],
    ['an unknown car', { productId: '9999', qty: 1 }, 404],
    ['a payment method of SQL', { productId: '1001', qty: 1, paymentMethod: SQL }, 400],
    ['SQL for a qty', { productId: '1001', qty: SQL }, 400],
  ])('of %s is refused', async (_title, body, status) => {
    expect(await post(JSON.stringify(body))).toBe(status);
  });

  it('of SQL for a car is refused', async () => {
    expect([400, 404]).toContain(await post(JSON.stringify({ productId: SQL, qty: 1 })));
  });

  it.each([
    ['broken JSON', '{"productId":', JSON_TYPE, 400],
    ['no body', '', JSON_TYPE, 400],
    ['a list', '[{"productId":"1001","qty":1}]', JSON_TYPE, 400],
    ['a bare number', '1', JSON_TYPE, 400],
    ['a prototype', '{"productId":"1001","qty":1,"__proto__":{"admin":true}}', JSON_TYPE, 400],
    ['a form', 'productId=1001&qty=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', '{"productId":"1001","qty":1}', { 'content-type': 'text/plain' }, 415],
    ['XML', '<order/>', { 'content-type': 'application/xml' }, 415],
    ['lists in lists', `{"productId":"1001","qty":1,"status":${'['.repeat(2_000)}`, JSON_TYPE, 400],
    [
      'objects in objects',
      `{"productId":"1001","qty":1,"status":${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}}`,
      JSON_TYPE,
      400,
    ],
    ['an escaped NUL', String.raw`{"productId":"1001\u0000","qty":1}`, JSON_TYPE, 400],
    ['an empty Idempotency-Key', '{"productId":"1001","qty":1}', { ...JSON_TYPE, 'idempotency-key': ' ' }, 400],
    [
      'an Idempotency-Key of 300 characters',
      '{"productId":"1001","qty":1}',
      { ...JSON_TYPE, 'idempotency-key': 'k'.repeat(300) },
      400,
    ],
  ])('of %s is refused', async (_title, body, headers, status) => {
    expect(await post(body, headers)).toBe(status);
  });

  it.each(['gateway', 'order'] as const)('of 10 MB is refused by the %s', async (name) => {
    expect(await announceBody(`${shop.shop.urls[name]}/orders`, 10_000_000)).toBe(413);
  });

  it.each([
    ['GET', '/orders/999999', 404],
    ['DELETE', '/orders/999999', 404],
    ['GET', '/cars/9999', 404],
    ['GET', '/payments/999999', 404],
    ['GET', '/deliveries/999999', 404],
    ['GET', '/customerpages/999999', 404],
    ['GET', '/orders/abc', 400],
    ['DELETE', '/orders/abc', 400],
    ['GET', '/orders/0', 400],
    ['GET', '/orders/-1', 400],
    ['GET', '/orders/1.5', 400],
    ['GET', '/orders/99999999999999999999', 400],
    ['GET', `/orders/${encodeURIComponent("1' OR '1'='1")}`, 400],
    ['GET', `/customerpages/search/findByOrderId?orderId=${encodeURIComponent('1 OR 1=1')}`, 400],
    ['GET', '/customerpages/search/findByOrderId', 400],
    ['GET', `/orders?sort=${encodeURIComponent('id;DROP TABLE orders')}`, 400],
    ['GET', '/orders?sort=password', 400],
    ['GET', '/orders?page=-1', 400],
    ['GET', '/orders?size=0', 400],
    ['GET', '/orders?size=1000000', 400],
    ['GET', '/orders?page=abc', 400],
    ['GET', '/cars/%00', 400],
    ['GET', '/orders?status=%00', 400],
    ['GET', '/nothing-here', 404],
    ['OPTIONS', '/nothing-here', 404],
    ['POST', '/payments', 404],
    ['POST', '/cancellations', 404],
    ['POST', '/paymentCancellations', 404],
  ] as const)('of %s %s is answered with a problem', async (method, path, status) => {
    const answer = await front.client.send<Problem>(method, path);
    expect(answer).toMatchObject({ status, body: { status, code: expect.any(String) } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it.each([
    [{ pricePerUnit: 1e-7 }],
    [{ pricePerUnit: 1e300 }],
    [{ pricePerUnit: -1 }],
    [{ pricePerUnit: '1e2' }],
    [{ pricePerUnit: 49.001 }],
    [{ stock: 1e-7 }],
    [{ stock: 1e300 }],
    [{ stock: 1.5 }],
    [{ stock: -1 }],
    [{ stockChange: 1e300 }],
  ])('of a car changed to %j is refused', async (change) => {
    const answer = await front.client.send<Problem>('PATCH', '/cars/1001', JSON.stringify(change), JSON_TYPE);
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it.each(['gateway', ...SERVICES] as const)(
    'of a foreign host, as DNS rebinding sends it, is refused by the %s',
    async (name) => {
      const client = shop.client(name).with({ host: 'evil.example' });
      for (const path of ['/orders', '/', '/health/live', '/customerpages/stream']) {
        const answer = await client.get<Problem>(path);
        expect([path, answer.status, answer.body.code]).toEqual([path, 421, 'request.host_unknown']);
      }
      const { hostname } = new URL(shop.shop.urls[name]);
      for (const host of [hostname, 'localhost:8080', '[::1]:1']) {
        expect(await shop.client(name).with({ host }).get('/docs-json')).toMatchObject({ status: 200 });
      }
    },
  );

  it('of a page of another site is refused where it would change something', async () => {
    for (const headers of [{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      const page = front.client.with(headers);
      expect(await page.post('/orders', { productId: '1001', qty: 1 })).toMatchObject({
        status: 403,
        body: { code: 'request.cross_site' },
      });
      expect(await page.send('POST', '/operator/order/orders/1/retry')).toMatchObject({ status: 403 });
    }
  });

  it('of the services among themselves is refused', async () => {
    const order = { orderId: 'one', productId: '1001', qty: 1, amount: 10 };
    expect(await shop.client('payment').post('/payments', order)).toMatchObject({ status: 400 });
    expect(await shop.client('delivery').post('/cancellations', { orderId: 'one' })).toMatchObject({ status: 400 });
  });

  it('has left nothing behind', async () => {
    expect((await front.orders()).page.totalElements).toBe(0);
    expect(await front.stock('1001')).toBe(stock);
    await front.shipped('1001');
  });
});
