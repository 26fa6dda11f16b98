import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { startGateway, type Gateway } from './gateway.ts';
import { parseRoutes } from './routes.ts';
import { perService } from './services.ts';
import { announceBody } from './testing/announce-body.ts';
import { freePorts } from './testing/free-ports.ts';

const ROUTES = parseRoutes(`
kind: VirtualService
spec:
  http:
    - { match: [{ uri: { prefix: /payments }, method: { exact: POST } }], directResponse: { status: 404 } }
    - { match: [{ uri: { prefix: /payments } }], route: [{ destination: { host: carsharepayment } }] }
    - { match: [{ uri: { prefix: /orders } }], route: [{ destination: { host: carshareorder } }] }
`);
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('The local gateway', () => {
  let gateway: Gateway;
  let order: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let url: string;
  let host: string;

  beforeEach(async () => {
    order = createServer((request_, response) => answer(request_, response));
    await new Promise<void>((resolve) => order.listen(0, '127.0.0.1', resolve));
    const ports = await freePorts();
    const upstreams = {
      ...perService((service) => `http://127.0.0.1:${ports[service]}`),
      order: `http://127.0.0.1:${(order.address() as AddressInfo).port}`,
    };
    gateway = await startGateway({ host: '127.0.0.1', port: ports.gateway, routes: ROUTES, upstreams });
    host = `127.0.0.1:${ports.gateway}`;
    url = `http://${host}`;
  });

  afterEach(async () => {
    await gateway.close();
    order.closeAllConnections();
    await new Promise((resolve) => order.close(resolve));
  });

  it('passes method, path, query, headers and body on, and the answer back', async () => {
    answer = (given, response) => {
      const echo = { method: given.method, url: given.url, headers: given.headers };
      response.writeHead(201, { location: '/orders/1', 'x-echo': JSON.stringify(echo) });
      given.pipe(response);
    };
    const response = await request(`${url}/orders?page=1&sort=id%2Cdesc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: TRACE, 'idempotency-key': 'k1' },
      body: '{"qty": 1',
    });
    expect(response.statusCode).toBe(201);
    expect(response.headers['location']).toBe('/orders/1');
    expect(await response.body.text()).toBe('{"qty": 1');
    expect(JSON.parse(String(response.headers['x-echo']))).toMatchObject({
      method: 'POST',
      url: '/orders?page=1&sort=id%2Cdesc',
      headers: { host, traceparent: TRACE, 'idempotency-key': 'k1', 'x-forwarded-host': host },
    });
  });

  it('starts a trace for a client without one', async () => {
    answer = (given, response) => response.end(given.headers.traceparent);
    const response = await request(`${url}/orders`);
    expect(await response.body.text()).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
  });

  it('passes an answer on while it is still being written', async () => {
    let finish = (): void => undefined;
    answer = (_given, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
      finish = () => response.end('data: last\n\n');
    };
    const response = await request(`${url}/orders/events`);
    const chunks = response.body[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('data: first\n\n');
    finish();
    expect(String((await chunks.next()).value)).toBe('data: last\n\n');
  });

  it('answers 503 with Retry-After while a service is down', async () => {
    const response = await request(`${url}/payments`, { headers: { traceparent: TRACE } });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('1');
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(await response.body.json()).toMatchObject({
      status: 503,
      code: 'service.unavailable',
      traceId: TRACE.slice(3, 35),
    });
  });

  it('answers 503 with Retry-After when a service breaks the connection, and does not retry', async () => {
    let calls = 0;
    answer = (given) => void (++calls, given.socket.destroy());
    const response = await request(`${url}/orders`, { method: 'POST', body: '{}' });
    expect([response.statusCode, response.headers['retry-after'], calls]).toEqual([503, '1', 1]);
    await response.body.dump();
  });

  it("forwards a service's own 503 immediately", async () => {
    let calls = 0;
    answer = (_given, response) => void (++calls, response.writeHead(503, { 'retry-after': '7' }).end('busy'));
    const response = await request(`${url}/orders`);
    expect([response.statusCode, response.headers['retry-after'], await response.body.text(), calls]).toEqual([
      503,
      '7',
      'busy',
      1,
    ]);
  });

  it.each([
    ['GET', '/nothing', 'request.unknown_path'],
    ['POST', '/payments', 'request.not_routed'],
  ] as const)('answers 404 for %s %s', async (method, path, code) => {
    const response = await request(url + path, { method });
    expect(response.statusCode).toBe(404);
    expect(await response.body.json()).toMatchObject({ status: 404, code });
  });

  it('refuses a path that climbs out of its route', async () => {
    answer = (_given, response) => response.end('reached');
    // Other clients normalise the path before they send it.
    const response = await new Promise<IncomingMessage>((resolve) =>
      get(url, { path: '/orders/%2e%2e/payments' }, resolve),
    );
    expect([response.statusCode, response.headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect(JSON.parse(String(await response.toArray()))).toMatchObject({ status: 400, code: 'request.malformed' });
  });

  it.each([
    ['without a length', ''],
    ['of the length 0', 'content-length: 0\r\n'],
    ['of the length 0, with a content type', 'content-length: 0\r\ncontent-type: application/json\r\n'],
    ['with a content type', 'content-type: application/json\r\n'],
    ['with the content type of a form', 'content-type: application/x-www-form-urlencoded\r\n'],
    ['with an invalid content type', 'content-type: nonsense\r\n'],
    ['with an empty content type', 'content-type: \r\n'],
    ['of no chunk', 'transfer-encoding: chunked\r\ncontent-type: application/json\r\n'],
    ['of no chunk, without a content type', 'transfer-encoding: chunked\r\n'],
  ])('passes an empty body on as one: %s', async (_title, headers) => {
    answer = (given, response) => {
      let size = 0;
      given.on('data', (chunk: Buffer) => (size += chunk.length));
      given.on('end', () => response.end(`${given.method} ${size}`));
    };
    for (const method of ['DELETE', 'POST', 'PATCH']) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(`${method} /orders/1 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}\r\n`);
      if (headers.includes('chunked')) socket.write('0\r\n\r\n');
      const [head, body] = (await text(socket)).split('\r\n\r\n');
      expect([head?.split(' ')[1], body]).toEqual(['200', expect.stringContaining(`${method} 0`)]);
    }
  });

  it('passes HEAD on, and the head back', async () => {
    answer = (_given, response) => response.writeHead(200, { 'content-length': '7', etag: '"v1"' }).end();
    const response = await request(`${url}/orders`, { method: 'HEAD' });
    expect([response.statusCode, response.headers['content-length'], response.headers['etag']]).toEqual([
      200,
      '7',
      '"v1"',
    ]);
    expect(await response.body.text()).toBe('');
  });

  it('passes OPTIONS on, and Allow back', async () => {
    answer = (given, response) => response.writeHead(204, { allow: `GET, ${given.method}` }).end();
    const response = await request(`${url}/orders`, { method: 'OPTIONS' });
    expect([response.statusCode, response.headers['allow']]).toEqual([204, 'GET, OPTIONS']);
    await response.body.dump();
  });

  it('refuses a body of 10 MB before it is read', async () => {
    answer = (_given, response) => response.end('reached');
    expect(await announceBody(`${url}/orders`, 10_000_000)).toBe(413);
  });
});
