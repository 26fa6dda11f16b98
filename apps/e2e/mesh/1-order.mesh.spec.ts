import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../src/support/eventually.js';
import { Issuer } from '../src/support/tokens.js';
import { figure } from './support/figures.js';
import { Mesh } from './support/mesh.js';

type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PATCH' | 'DELETE';
type Send = [method: Method, path: string];

/** A path that is read is asked with HEAD and OPTIONS as well, which every service answers. */
const reads = (...paths: string[]): Send[] =>
  paths.flatMap((path) => (['GET', 'HEAD', 'OPTIONS'] as const).map((method): Send => [method, path]));

/** Every route of the edge that requires a token. */
const GUARDED: Send[] = [
  ...reads(
    '/orders',
    '/orders/1',
    '/orders/1/extension',
    '/orders/1/mails',
    '/cars',
    '/vehicles',
    '/vehicles/1/blocks',
    '/payments',
    '/payments/1',
    '/paymentCancellations',
    '/paymentAdjustments/1',
    '/deliveries',
    '/deliveries/1',
    '/cancellations',
    '/customerpages',
    '/customerpages/1',
    '/customerpages/stream',
    '/operator/order/orders',
    '/operator/order/calendar',
    '/operator/order/owed',
    '/operator/payment/refunds',
    '/operator/payment/decisions',
    '/operator/delivery/stuck',
    '/operator/customerpage/stuck',
  ),
  ['POST', '/orders'],
  ['DELETE', '/orders/1'],
  ['POST', '/orders/1/extensions'],
  ['POST', '/orders/1/vehicle'],
  ['PATCH', '/orders/1/mails'],
  ['POST', '/calendar-feeds'],
  ['POST', '/cars'],
  ['PATCH', '/cars/1001'],
  ['DELETE', '/cars/1001'],
  ['POST', '/vehicles'],
  ['PATCH', '/vehicles/1'],
  ['POST', '/vehicles/1/blocks'],
  ['DELETE', '/blocks/1'],
  ['POST', '/vehicles/1/calendar-feed'],
  ['POST', '/deliveries/1/ship'],
  ['POST', '/deliveries/1/handover'],
  ['POST', '/deliveries/999999999/return'],
];

/** Routes that need no token: the secret in the path is the key, or the content is public. */
const PUBLIC: Send[] = [
  ['GET', '/gbfs/v3/gbfs'],
  ['GET', '/gbfs/v3/vehicle_status.json'],
  ['GET', '/calendar-feeds/unknown.ics'],
  ['POST', '/mails/unsubscribe/unknown'],
];

/** Paths that only services may call, and paths that are closed to all callers, operators included. */
const INTERNAL: Send[] = [
  ['POST', '/payments'],
  ['POST', '/paymentCancellations'],
  ['POST', '/paymentAdjustments'],
  ['POST', '/paymentAdjustmentCancellations'],
  ['POST', '/cancellations'],
  ...reads('/health/ready', '/metrics'),
];

describe('An order through the ingress', () => {
  let mesh: Mesh;
  beforeAll(async () => {
    mesh = await Mesh.open();
    await mesh.stock();
  });

  it('goes from the order to the refund', async () => {
    const [alice, operator] = [await mesh.as('alice'), await mesh.as('olga', 'operator')];
    const begun = Date.now();
    const { id } = await alice.ordered('1001');
    await alice.reaches(id, 'Shipped');
    figure('order to Shipped', `${Date.now() - begun} ms`);
    await eventually(async () => expect(await alice.page(id)).toMatchObject({ orderId: id, status: 'Shipped' }));
    expect(await operator.payment(id)).toMatchObject({ status: 'OrderApproved' });
    expect(await alice.cancel(id)).toMatchObject({ status: 202 });
    await alice.reaches(id, 'Cancelled');
    expect(await operator.delivery(id)).toMatchObject({ status: 'DeliveryCanceled' });
    expect(await operator.refunds(id)).toHaveLength(1);
    await eventually(async () => expect(await alice.page(id)).toMatchObject({ status: 'Cancelled' }));
    figure('order to refund', `${Date.now() - begun} ms`);
  });

  const sub = 'mallory';
  const roles = ['operator'];
  it.each<[string, number[], () => Promise<string> | string]>([
    ['no token', [403], () => ''],
    ['a forged token', [401], async () => (await Issuer.create()).token({ sub, roles })],
    ['an unsigned token', [401], () => mesh.issuer.unsignedToken({ sub, roles })],
    ['a token signed with the public key', [401], () => mesh.issuer.confusedToken({ sub, roles })],
    ['an expired token', [401], () => mesh.issuer.token({ sub, roles, expiresIn: -600 })],
    ["a foreign issuer's token", [401], () => mesh.issuer.token({ sub, roles, issuer: 'https://elsewhere.test' })],
    ['a token for another audience', [401, 403], () => mesh.issuer.token({ sub, roles, audience: 'bank' })],
  ])('%s opens no route', async (title, expected, tokenOf) => {
    const token = await tokenOf();
    const client = token === '' ? mesh.stranger : mesh.bearer(token);
    const wrong: string[] = [];
    for (const [method, path] of [...GUARDED, ...INTERNAL]) {
      const { status } = await client.send(method, path);
      // A path without a route ends as a 404, or at the page, which serves only its own paths.
      const allowed = isInternal(method, path) ? [401, 403, 404] : expected;
      if (!allowed.includes(status)) wrong.push(`${method} ${path}: ${status}`);
    }
    figure(title, `${GUARDED.length + INTERNAL.length} routes, ${wrong.length} open`);
    expect(wrong).toEqual([]);
  });

  it.each([['customer'], ['operator']])('a token of a %s opens nothing internal', async (role) => {
    const { client } = await mesh.as('carol', role);
    for (const [method, path] of INTERNAL) {
      const { status } = await client.send(method, path);
      expect([method, path, [403, 404].includes(status)]).toEqual([method, path, true]);
    }
  });

  it('a feed and an unsubscription need no token', async () => {
    for (const [method, path] of PUBLIC) {
      const { status } = await mesh.stranger.send(method, path);
      expect([path, status]).toEqual([path, path.startsWith('/gbfs') ? 200 : 404]);
    }
  });

  it('a customer is no operator', async () => {
    const { client } = await mesh.as('alice');
    for (const [method, path] of GUARDED.filter(([verb, at]) => isForOperators(verb, at))) {
      expect([path, (await client.send(method, path)).status]).toEqual([path, 403]);
    }
  });

  it('a customer returns their own car, and no other', async () => {
    const [alice, bob] = [await mesh.as('alice'), await mesh.as('bob')];
    const { id } = await alice.shipped('1001');
    const path = `/deliveries/${(await alice.delivery(id))?.id}/return`;
    expect((await bob.client.post(path, {})).status).toBe(404);
    expect(await alice.client.post(path, {})).toMatchObject({ status: 200, body: { status: 'Returned' } });
  });

  it("a customer finds nothing of another's", async () => {
    const [alice, bob] = [await mesh.as('alice'), await mesh.as('bob')];
    const { id } = await alice.shipped('1001');
    expect((await bob.client.get(`/orders/${id}`)).status).toBe(404);
    expect((await bob.cancel(id)).status).toBe(404);
    await alice.reaches(id, 'Shipped');
  });
});

function isForOperators(method: string, path: string): boolean {
  const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(method);
  return (
    /^\/(operator|vehicles|blocks)/.test(path) ||
    /\/(ship|handover|vehicle)$/.test(path) ||
    (path.startsWith('/cars') && !isRead)
  );
}

function isInternal(method: string, path: string): boolean {
  return INTERNAL.some(([verb, at]) => verb === method && at === path);
}
