import { Agent, request } from 'undici';
import { runScript } from './kubectl.js';
import type { Mesh } from './mesh.js';
import { onePod } from './pods.js';
import { HOSTS, INGRESS, type Workload } from './settings.js';

export interface Reply {
  status: number;
  /** Milliseconds. */
  took: number;
}

/** A route of the mesh with its promises, and a request without an effect that uses it. */
export interface Route {
  /** Its name in the VirtualService. */
  name: string;
  to: Workload;
  /** The caller: the gateway for clients outside, or a workload from its pod. */
  from: 'gateway' | 'order';
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** Timeout of the request, in milliseconds. */
  timeout?: number;
  /** Timeout of one attempt, in milliseconds. */
  perTry?: number;
}

const read = { method: 'GET', from: 'gateway', timeout: 5_000, perTry: 2_000 } as const;
const write = { from: 'gateway', timeout: 12_000 } as const;
const operation = { method: 'GET', ...write } as const;

export const ROUTES: readonly Route[] = [
  { name: 'order-reads', to: 'order', path: '/cars', ...read },
  { name: 'order-writes', to: 'order', method: 'DELETE', path: '/orders/999999999', ...write },
  { name: 'order-operations', to: 'order', path: '/operator/order/orders', ...operation },
  { name: 'payment-webhooks', to: 'payment', method: 'POST', path: '/payments/webhooks/stripe', ...write },
  { name: 'payment-reads', to: 'payment', path: '/payments?size=1', ...read },
  { name: 'payment-operations', to: 'payment', path: '/operator/payment/refunds', ...operation },
  {
    name: 'reads',
    to: 'payment',
    from: 'order',
    method: 'GET',
    path: '/payments/search/findByOrderId?orderId=1',
    timeout: 2_000,
    perTry: 1_000,
  },
  { name: 'delivery-reads', to: 'delivery', path: '/deliveries?size=1', ...read },
  { name: 'delivery-writes', to: 'delivery', method: 'POST', path: '/deliveries/999999999/ship', ...write },
  { name: 'delivery-operations', to: 'delivery', path: '/operator/delivery/stuck', ...operation },
  // A live stream stays open as long as its page.
  { name: 'page-reads', to: 'customerpage', from: 'gateway', method: 'GET', path: '/customerpages?size=1' },
  { name: 'customerpage-operations', to: 'customerpage', path: '/operator/customerpage/stuck', ...operation },
  { name: 'pages', to: 'customerpage', path: '/', ...read },
];

/** Sends a route's request, several at the same time. */
export function send(mesh: Mesh, route: Route, times: number): Promise<Reply[]> {
  return route.from === 'gateway' ? knock(mesh, route, times) : askFrom(route.from, route, times);
}

async function knock(mesh: Mesh, { method, path }: Route, times: number): Promise<Reply[]> {
  const token = await mesh.issuer.token({ sub: 'olga', roles: ['operator'], expiresIn: 3_600 });
  const dispatcher = new Agent({ connections: times });
  const headers = { authorization: `Bearer ${token}` };
  const one = async (): Promise<Reply> => {
    const from = performance.now();
    const { statusCode, body } = await request(INGRESS + path, { method, headers, dispatcher });
    await body.dump();
    return { status: statusCode, took: performance.now() - from };
  };
  const replies = await Promise.all(Array.from({ length: times }, one));
  await dispatcher.close();
  return replies;
}

async function askFrom(caller: Workload, { method, path, to }: Route, times: number): Promise<Reply[]> {
  const script = `
    const token = require('node:fs').readFileSync('/run/secrets/carshare/jwt-service-token', 'utf8').trim();
    const headers = { authorization: 'Bearer ' + token };
    Promise.all(Array.from({ length: ${times} }, async () => {
      const from = performance.now();
      const { status } = await fetch('http://${HOSTS[to]}:8080${path}', { method: '${method}', headers });
      return { status, took: performance.now() - from };
    })).then((replies) => console.log(JSON.stringify(replies)));`;
  return JSON.parse(await runScript(await onePod(caller), caller, script)) as Reply[];
}
