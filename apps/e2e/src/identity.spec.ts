import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { eventually } from './support/eventually.js';
import { SERVICES } from './support/launcher.js';
import type { CustomerPage, List, Order } from './support/resources.js';
import { Storefront } from './support/storefront.js';
import { TestShop } from './support/test-shop.js';
import { Issuer } from './support/tokens.js';

describe('With identity on', () => {
  let shop: TestShop;
  let issuer: Issuer;
  let alice: Storefront;
  let bob: Storefront;
  let operator: Storefront;
  const bearer = (token: string): Client => shop.client('gateway').with({ authorization: `Bearer ${token}` });
  const as = async (sub: string, ...roles: string[]): Promise<Storefront> =>
    new Storefront(bearer(await issuer.token({ sub, roles })));

  beforeAll(async () => {
    issuer = await Issuer.create();
    shop = await TestShop.open(await issuer.environment());
    [alice, bob, operator] = [await as('alice'), await as('bob'), await as('olga', 'operator')];
  });
  afterAll(() => shop.close());

  const sub = 'alice';
  const roles = ['operator'];
  it.each<[string, (forger: Issuer) => string | Promise<string>]>([
    ['no token', () => ''],
    ['a word', () => 'Bearer secret'],
    ['another scheme', async () => `Basic ${await issuer.token({ sub, roles })}`],
    ['a forged token', async (forger) => `Bearer ${await forger.token({ sub, roles })}`],
    ['an unsigned token', () => `Bearer ${issuer.unsignedToken({ sub, roles })}`],
    ['a token signed with the public key', async () => `Bearer ${await issuer.confusedToken({ sub, roles })}`],
    ['an expired token', async () => `Bearer ${await issuer.token({ sub, roles, expiresIn: -60 })}`],
    [
      "another issuer's token",
      async () => `Bearer ${await issuer.token({ sub, roles, issuer: 'https://elsewhere.test' })}`,
    ],
    ['a token for another audience', async () => `Bearer ${await issuer.token({ sub, roles, audience: 'bank' })}`],
    ['a token whose claims were changed', async () => `Bearer ${changed(await issuer.token({ sub }))}`],
  ])('%s is answered with 401 by every service', async (_title, header) => {
    const authorization = await header(await Issuer.create());
    const client = shop.client('gateway').with(authorization === '' ? {} : { authorization });
    for (const path of ['/orders', '/payments', '/deliveries', '/customerpages']) {
      const answer = await client.get(path);
      expect(answer).toMatchObject({
        status: 401,
        headers: { 'content-type': expect.stringContaining('application/problem+json') },
      });
    }
    expect(await client.post('/orders', { productId: '1001', qty: 1 })).toMatchObject({ status: 401 });
    expect((await operator.orders()).page.totalElements).toBe(0);
  });

  describe('a customer', () => {
    let order: Order;
    beforeAll(async () => {
      order = await alice.shipped('1001');
      await eventually(async () => expect(await operator.page(order.id)).toMatchObject({ status: 'Shipped' }));
    });

    it('sees the own order everywhere', async () => {
      expect(order.customerId).toBe('alice');
      expect(await alice.page(order.id)).toMatchObject({ orderId: order.id, status: 'Shipped' });
      expect((await alice.orders())._embedded['orders']).toMatchObject([{ id: order.id }]);
    });

    it("finds nothing of another's", async () => {
      const [payment, delivery, page] = [
        await operator.payment(order.id),
        await operator.delivery(order.id),
        await operator.page(order.id),
      ];
      const paths = [
        `/orders/${order.id}`,
        `/payments/${payment?.id}`,
        `/deliveries/${delivery?.id}`,
        `/customerpages/${page?.id}`,
      ];
      for (const path of paths) {
        expect([path, (await bob.client.get(path)).status]).toEqual([path, 404]);
      }
      const found = await bob.client.get<List<CustomerPage>>(`/customerpages/search/findByOrderId?orderId=${order.id}`);
      expect(found.body._embedded['customerpages']).toEqual([]);
      for (const name of ['orders', 'payments', 'deliveries', 'customerpages']) {
        const { status, body } = await bob.client.get<List<CustomerPage>>(`/${name}`);
        if (status === 200) expect([name, body._embedded[name], body.page.totalElements]).toEqual([name, [], 0]);
        else expect([name, status]).toEqual([name, 403]);
      }
    });

    it("cannot cancel another's order, and an unknown one looks the same", async () => {
      const [foreign, unknown] = [await bob.cancel(order.id), await bob.cancel(999_999)];
      expect([foreign.status, foreign.body.code]).toEqual([404, unknown.body.code]);
      await alice.reaches(order.id, 'Shipped');
    });

    it('cannot do what only services do', async () => {
      const token = await issuer.token({ sub: 'alice' });
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'mine' };
      const request = { orderId: 7, productId: '1001', qty: 1, amount: 10 };
      expect(await shop.client('payment').with(headers).post('/payments', request)).toMatchObject({ status: 403 });
      expect(
        await shop.client('payment').with(headers).post('/paymentCancellations', { orderId: order.id }),
      ).toMatchObject({ status: 403 });
      expect(await shop.client('delivery').with(headers).post('/cancellations', { orderId: order.id })).toMatchObject({
        status: 403,
      });
      expect(await operator.payment(7)).toBeUndefined();
      expect(await operator.payment(order.id)).toMatchObject({ status: 'OrderApproved' });
    });

    it('shares no Idempotency-Key with another', async () => {
      const key = { 'idempotency-key': 'first-order' };
      const one = await new Storefront(alice.client.with(key)).ordered('1002');
      const other = await new Storefront(bob.client.with(key)).ordered('1002');
      expect(other.id).not.toBe(one.id);
      expect(other.customerId).toBe('bob');
    });

    it('is served by the operator, who sees and cancels all', async () => {
      const { id } = await bob.shipped('1002');
      expect(await operator.client.get(`/orders/${id}`)).toMatchObject({ status: 200 });
      expect((await operator.orders()).page.totalElements).toBeGreaterThanOrEqual(2);
      expect(await operator.cancel(id)).toMatchObject({ status: 202 });
      await bob.reaches(id, 'Cancelled');
    });
  });

  it('health and the web page need no token', async () => {
    for (const service of SERVICES) {
      expect(await shop.client(service).get('/health/live')).toMatchObject({ status: 200 });
    }
    expect(await shop.client('gateway').get('/')).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringContaining('text/html') },
    });
  });
});

describe('With identity on, as time goes by', () => {
  let shop: TestShop;
  let issuer: Issuer;
  let folder: string;
  let tokenFile: string;

  beforeAll(async () => {
    issuer = await Issuer.create();
    folder = await mkdtemp(join(tmpdir(), 'carshare-token-'));
    tokenFile = join(folder, 'jwt-service-token');
    await present(86_400);
    const { JWT_SERVICE_TOKEN: _inline, ...environment } = await issuer.environment();
    shop = await TestShop.open({ ...environment, JWT_SERVICE_TOKEN_FILE: tokenFile });
  });
  afterAll(async () => {
    await shop.close();
    await rm(folder, { recursive: true });
  });

  /** Replaces the file of the service token by one that expires in a given number of seconds. */
  async function present(expiresIn: number): Promise<void> {
    const token = await issuer.token({ sub: 'shop', roles: ['service'], expiresIn });
    await writeFile(`${tokenFile}.next`, token);
    await rename(`${tokenFile}.next`, tokenFile);
    // The services read the file once a second.
    await sleep(1_100);
  }
  const customer = async (expiresIn = 300): Promise<Client> =>
    shop.client('gateway').with({ authorization: `Bearer ${await issuer.token({ sub: 'alice', expiresIn })}` });
  const order = async (): Promise<number> =>
    (await (await customer()).post('/orders', { productId: '1001', qty: 1 })).status;

  it('a service token that is replaced in its file is in use without a restart', async () => {
    expect(await order()).toBe(201);
    await present(-60);
    expect(await order()).toBe(503);
    const metrics = await shop.client('order').get<string>('/metrics');
    expect(metrics.body).toMatch(/^service_calls_refused_total\{status="401",service="order"\} [1-9]/m);
    expect(shop.shop.log('order').join('\n')).toMatch(/POST \/payments at .* is refused with 401/);
    await present(86_400);
    expect(await order()).toBe(201);
  });

  it('a live stream ends when its token expires, and is not opened with that token again', async () => {
    const token = await issuer.token({ sub: 'alice', expiresIn: -2 });
    const headers = { authorization: `Bearer ${token}` };
    const begun = Date.now();
    // Tokens are accepted until 5 s after their expiry.
    const response = await fetch(`${shop.shop.urls.gateway}/customerpages/stream`, { headers });
    expect([response.status, (await response.text()).includes('event: ready')]).toEqual([200, true]);
    expect(Date.now() - begun).toBeLessThan(8_000);
    await sleep(1_000);
    expect((await fetch(`${shop.shop.urls.gateway}/customerpages/stream`, { headers })).status).toBe(401);
    const open = (await shop.client('customerpage').get<string>('/metrics')).body;
    expect(open).toMatch(/^http_streams_open\{service="customerpage"\} 0$/m);
  });
});

/** The token with the role operator added, under its old signature. */
function changed(token: string): string {
  const [header, body = '', signature] = token.split('.');
  const claims = { ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), roles: ['operator'] };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
