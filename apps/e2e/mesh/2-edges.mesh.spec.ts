import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, type Caller, type Edge } from './support/edges.js';
import { figure } from './support/figures.js';
import { Mesh } from './support/mesh.js';
import { dismissStrangers, inviteStrangers } from './support/strangers.js';

/** The operations that the services offer to each other and to clients. */
const EDGES: Edge[] = [
  { to: 'payment', method: 'POST', path: '/payments' },
  { to: 'payment', method: 'POST', path: '/paymentCancellations' },
  { to: 'payment', method: 'POST', path: '/paymentAdjustments' },
  { to: 'payment', method: 'POST', path: '/paymentAdjustmentCancellations' },
  { to: 'payment', method: 'GET', path: '/paymentAdjustments/search/findByOrderId?orderId=1' },
  { to: 'payment', method: 'GET', path: '/paymentAdjustments/1' },
  { to: 'payment', method: 'GET', path: '/payments/search/findByOrderId?orderId=1' },
  { to: 'payment', method: 'HEAD', path: '/payments/search/findByOrderId?orderId=1' },
  { to: 'payment', method: 'GET', path: '/payments' },
  { to: 'payment', method: 'OPTIONS', path: '/payments' },
  { to: 'payment', method: 'POST', path: '/payments/webhooks/stripe' },
  { to: 'payment', method: 'GET', path: '/operator/payment/refunds' },
  { to: 'delivery', method: 'POST', path: '/cancellations' },
  { to: 'delivery', method: 'OPTIONS', path: '/cancellations' },
  { to: 'delivery', method: 'GET', path: '/deliveries' },
  { to: 'delivery', method: 'POST', path: '/deliveries/1/ship' },
  { to: 'delivery', method: 'POST', path: '/deliveries/1/handover' },
  { to: 'delivery', method: 'POST', path: '/deliveries/1/return' },
  { to: 'order', method: 'GET', path: '/orders' },
  { to: 'order', method: 'HEAD', path: '/orders' },
  { to: 'order', method: 'OPTIONS', path: '/orders' },
  { to: 'order', method: 'POST', path: '/orders' },
  { to: 'order', method: 'DELETE', path: '/orders/1' },
  { to: 'customerpage', method: 'GET', path: '/' },
  { to: 'customerpage', method: 'GET', path: '/customerpages' },
  { to: 'order', method: 'GET', path: '/metrics' },
  { to: 'order', method: 'HEAD', path: '/metrics' },
  { to: 'payment', method: 'GET', path: '/health/ready' },
  { to: 'newcomer', method: 'GET', path: '/' },
];

/** The complete list of edges inside the shop. */
const ALLOWED = new Set([
  'order → POST payment/payments',
  'order → POST payment/paymentCancellations',
  'order → POST payment/paymentAdjustments',
  'order → POST payment/paymentAdjustmentCancellations',
  'order → GET payment/paymentAdjustments/search/findByOrderId?orderId=1',
  'order → GET payment/payments/search/findByOrderId?orderId=1',
  'payment → POST delivery/cancellations',
]);

const name = (from: Caller, { method, to, path }: Edge): string => `${from} → ${method} ${to}${path}`;

describe('The edges of the mesh', () => {
  beforeAll(async () => {
    await Mesh.open();
    await inviteStrangers();
  });
  afterAll(dismissStrangers);

  it.each(['order', 'payment', 'delivery', 'customerpage'] as const)('of %s are those that it needs', async (from) => {
    const reached = await ask(from, EDGES);
    const found = EDGES.map((edge, at) => [name(from, edge), reached[at]]);
    const wanted = EDGES.map((edge) => [name(from, edge), ALLOWED.has(name(from, edge)) ? 'service' : 'mesh']);
    figure(`from ${from}`, `${count(reached, 'service')} edges work, ${count(reached, 'mesh')} are refused`);
    expect(found).toEqual(wanted);
  });

  it('of a stranger with a certificate are all refused', async () => {
    const reached = await ask('meshed', EDGES);
    figure('from another namespace, in the mesh', `${count(reached, 'mesh')} of ${EDGES.length} refused`);
    expect(EDGES.filter((_, at) => reached[at] !== 'mesh')).toEqual([]);
  });

  it('do not exist without a certificate: plaintext is cut off', async () => {
    const reached = await ask('plain', EDGES);
    figure('from outside the mesh, in plaintext', `${count(reached, 'connection')} of ${EDGES.length} cut off`);
    expect(EDGES.filter((_, at) => reached[at] !== 'connection')).toEqual([]);
  });
});

function count<T>(all: readonly T[], one: T): number {
  return all.filter((each) => each === one).length;
}
