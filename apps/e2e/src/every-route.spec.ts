import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { SERVICES } from './support/launcher.js';
import { TestShop } from './support/test-shop.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
interface Operation {
  requestBody?: object;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}
interface Route {
  method: Method;
  path: string;
  hasBody: boolean;
}

const STREAM = '/customerpages/stream';
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/x-www-form-urlencoded',
  'text/plain',
  'nonsense',
];

const deep = '['.repeat(2_000) + ']'.repeat(2_000);
const MALFORMED: [string, string | Buffer][] = [
  ['lists in lists', deep],
  ['lists in a member', `{"orderId":${deep}}`],
  ['objects in objects', `${'{"status":'.repeat(2_000)}1${'}'.repeat(2_000)}`],
  ['lists that do not end', '['.repeat(10_000)],
  ['a member __proto__', '{"__proto__":{"admin":true}}'],
  ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['an escaped NUL', String.raw`{"reason":"a\u0000b"}`],
  ['no JSON', '{"a":'],
];
/** Values that no field accepts, or only as text. */
const STRANGE = ['1e-7', '1e300', '1e400', '-0.5', '"1e1"', 'null', 'true', '[]', '[[]]', '{"a":{}}', '"\\ud800"'];
const MEMBERS = ['orderId', 'paymentId', 'productId', 'qty', 'amount', 'currency', 'customerId', 'paymentMethod'];

/** Each route gets each value in each member: some thousand requests for order, one after the other. */
const MANY_REQUESTS_MS = 240_000;

/** The route with an id that does not exist. */
const address = (path: string): string => path.replace(/\{\w+\}/g, '999999');

describe.each(SERVICES)('Every route of %s', (service) => {
  let shop: TestShop;
  let client: Client;
  let routes: Route[];
  /** The operations in the gateway's document. */
  let routed: Route[];
  let front: Client;

  beforeAll(async () => {
    shop = await TestShop.open();
    [client, front] = [shop.client(service), shop.client('gateway')];
    [routes, routed] = [await routesOf(client), await routesOf(front)];
    if (service === 'customerpage') routes = routes.filter(({ path }) => isOwn(path));
    expect(routes.length).toBeGreaterThan(5);
  });
  afterAll(() => shop.close());

  /** The service itself, and the gateway where it routes the path and the method. */
  const ways = (path: string, method?: Method): Client[] =>
    routed.some((route) => route.path === path && (method === undefined || route.method === method))
      ? [client, front]
      : [client];

  it('is passed on by the gateway in part', () => {
    expect(routes.filter(({ path, method }) => ways(path, method).length > 1).length).toBeGreaterThan(3);
  });

  it('lists its methods by OPTIONS, and refuses the others with 405', async () => {
    for (const path of new Set(routes.map((route) => route.path))) {
      const documented = routes.filter((route) => route.path === path).map(({ method }) => method as string);
      for (const way of ways(path)) {
        const { status, headers } = await way.send('OPTIONS', address(path));
        const allow = String(headers['allow']).split(', ');
        expect([path, status]).toEqual([path, 204]);
        expect(allow).toEqual(expect.arrayContaining([...documented, 'OPTIONS']));
        expect(allow.includes('HEAD')).toBe(allow.includes('GET'));
      }
      const other = await client.send('PUT', address(path));
      expect([path, other.status]).toEqual([path, 405]);
    }
  });

  it('answers HEAD as GET, without the body', async () => {
    for (const { path } of routes.filter(({ method }) => method === 'GET')) {
      for (const way of ways(path)) {
        const head = await Promise.race([way.send<string>('HEAD', address(path)), sleep(5_000)]);
        if (!head) throw new Error(`HEAD ${path} does not end`);
        expect([path, head.body]).toEqual([path, '']);
        if (path === STREAM) {
          expect(head).toMatchObject({ status: 200, headers: { 'content-type': 'text/event-stream' } });
        } else expect([path, head.status]).toEqual([path, (await way.get(address(path))).status]);
      }
    }
  });

  it('treats an empty body as absent, whatever its content type', async () => {
    for (const { method, path } of routes.filter((route) => route.path !== STREAM)) {
      const plain = (await client.send(method, address(path))).status;
      for (const way of ways(path, method)) {
        for (const type of CONTENT_TYPES) {
          const { status } = await way.send(method, address(path), '', { 'content-type': type });
          expect([method, path, type, status]).toEqual([method, path, type, plain]);
        }
      }
    }
  });

  it('refuses a malformed body with 400', async () => {
    for (const { method, path } of routes.filter(({ hasBody }) => hasBody)) {
      for (const [title, body] of MALFORMED) {
        const headers = { 'content-type': 'application/json', 'idempotency-key': 'malformed' };
        const answer = await client.send<{ code: string }>(method, address(path), body, headers);
        expect([method, path, title, answer.status]).toEqual([method, path, title, 400]);
        expect(answer.body.code).toBe('request.malformed');
      }
    }
  });

  it(
    'never fails for a strange value in a member or in the query',
    async () => {
      let key = 0;
      for (const { method, path, hasBody } of routes.filter((route) => route.path !== STREAM)) {
        for (const value of STRANGE) {
          for (const member of hasBody
            ? [...MEMBERS, 'stock', 'stockChange', 'pricePerUnit', 'reason', 'status']
            : []) {
            const others = Object.entries({ orderId: 999_999, productId: 'none', qty: 1, amount: 1 });
            const base = Object.fromEntries(others.filter(([name]) => name !== member));
            const body = JSON.stringify(base).replace(/\}$/, `,"${member}":${value}}`);
            const headers = { 'content-type': 'application/json', 'idempotency-key': `strange-${(key += 1)}` };
            const { status } = await client.send(method, address(path), body, headers);
            expect([method, path, body, status < 500]).toEqual([method, path, body, true]);
          }
          for (const name of hasBody ? [] : ['page', 'size', 'sort', 'orderId', 'before', 'olderThan', 'events']) {
            const at = `${address(path)}?${name}=${encodeURIComponent(value)}`;
            expect([method, at, (await client.send(method, at)).status < 500]).toEqual([method, at, true]);
          }
        }
      }
    },
    MANY_REQUESTS_MS,
  );
});

async function routesOf(client: Client): Promise<Route[]> {
  const { paths } = (await client.get<Document>('/docs-json')).body;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { requestBody }]) => ({
      method: method.toUpperCase() as Method,
      path,
      hasBody: requestBody !== undefined,
    })),
  );
}

/** Customerpage serves the gateway's document, with the routes of all services. */
const isOwn = (path: string): boolean => /^\/(customerpages|operator\/customerpage)\b/.test(path);
