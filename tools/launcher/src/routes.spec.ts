import { describe, expect, it } from '@jest/globals';
import { findTarget, parseRoutes, RouteError } from './routes.ts';

const MANIFESTS = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: carshare }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
spec:
  http:
    - match:
        - { uri: { prefix: /payments }, method: { exact: POST } }
      directResponse: { status: 404 }
    - match:
        - { uri: { prefix: /payments }, method: { regex: GET|HEAD } }
      timeout: 5s
      retries: { attempts: 2 }
      route: [{ destination: { host: carsharepayment } }]
    - match:
        - uri: { exact: /cars }
        - uri: { prefix: /orders }
      route: [{ destination: { host: carshareorder.carshare.svc.cluster.local, port: { number: 8080 } } }]
    - match: [{ uri: { exact: / } }]
      route: [{ destination: { host: carsharestatusview } }]
`;

const virtualService = (http: string): string => `kind: VirtualService\nspec:\n  http: [${http}]`;

describe('The routes of the VirtualService', () => {
  const routes = parseRoutes(MANIFESTS);

  it.each([
    ['GET', '/', 'customerpage'],
    ['POST', '/orders', 'order'],
    ['DELETE', '/orders/1', 'order'],
    ['GET', '/cars', 'order'],
    ['GET', '/payments/7', 'payment'],
    ['HEAD', '/payments', 'payment'],
  ])('take %s %s to %s', (method, path, service) => {
    expect(findTarget(routes, method, path)).toEqual({ service });
  });

  it.each([
    ['GET', '/cars/1001'],
    ['PUT', '/payments'],
    ['XGET', '/payments'],
    ['GET', '/index.html'],
    ['GET', ''],
  ])('take %s %s nowhere', (method, path) => {
    expect(findTarget(routes, method, path)).toBeUndefined();
  });

  it('keep their order: the first that matches wins', () => {
    expect(findTarget(routes, 'POST', '/payments')).toEqual({ status: 404 });
  });

  it('take everything when they have no condition', () => {
    const all = parseRoutes(virtualService('{ route: [{ destination: { host: carshareorder } }] }'));
    expect(findTarget(all, 'PATCH', '/anything')).toEqual({ service: 'order' });
  });

  it.each([
    ['an unknown host', '{ route: [{ destination: { host: elsewhere } }] }', 'elsewhere'],
    [
      'a condition on headers',
      '{ match: [{ headers: { a: { exact: b } } }], route: [{ destination: { host: carshareorder } }] }',
      'headers',
    ],
    [
      'an unknown kind of condition',
      '{ match: [{ uri: { suffix: /a } }], route: [{ destination: { host: carshareorder } }] }',
      'suffix',
    ],
    ['a rewrite', '{ rewrite: { uri: / }, route: [{ destination: { host: carshareorder } }] }', 'rewrite'],
    ['no routes', '', 'no VirtualService'],
  ])('are refused with the reason for %s', (_title, http, reason) => {
    expect(() => parseRoutes(virtualService(http))).toThrow(RouteError);
    expect(() => parseRoutes(virtualService(http))).toThrow(reason);
  });

  it('are refused for a file that is no YAML in some place', () => {
    expect(() => parseRoutes(`${MANIFESTS}---\nkind: [`)).toThrow(RouteError);
  });
});
