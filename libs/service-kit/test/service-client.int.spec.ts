import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { continueTrace, Metrics, runInTrace, ServiceClient, type ServiceClientOptions } from '../src/index.js';

let server: Server | undefined;
let client: ServiceClient;
const sockets = new Set<Socket>();

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
  await client.close();
});

function open(url: string, more: Partial<ServiceClientOptions> = {}): ServiceClient {
  client = new ServiceClient({ service: 'test', url, deadlineMs: 400, connections: 4, ...more });
  return client;
}

/** A peer of bare TCP: `react` sees each request's text and does as it likes with the socket. */
async function peer(react: (socket: Socket, request: string) => void): Promise<string> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => react(socket, data.toString()));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer = (body: string, status = '200 OK', headers = ''): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

describe('A call to another service', () => {
  it('bears the key, the body, the token and the trace, and brings the answer', async () => {
    const requests: string[] = [];
    const url = await peer((socket, request) => {
      requests.push(request);
      socket.write(answer('{"id":7}', '201 Created'));
    });
    const trace = continueTrace(undefined);
    const result = await runInTrace(trace, () =>
      open(url, { token: () => 'tok' }).post('/payments', 'order-1', { qty: 1 }),
    );
    expect(result).toEqual({ status: 201, overloaded: false, body: { id: 7 } });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatch(/^POST \/payments HTTP\/1\.1\r\n/);
    expect(requests[0]).toMatch(/\r\nidempotency-key: order-1\r\n/i);
    expect(requests[0]).toMatch(/\r\nauthorization: Bearer tok\r\n/i);
    expect(requests[0]).toContain(`traceparent: 00-${trace.traceId}-`);
    expect(requests[0]).toMatch(/\r\n\r\n\{"qty":1\}$/);
    expect(requests[0]).toMatch(/\r\naccept: application\/hal\+json, application\/json;q=0.9\r\n/i);
  });

  it('keeps its connections for the next one, and presents no token it does not have', async () => {
    const requests: string[] = [];
    const url = await peer((socket, request) => {
      requests.push(request);
      socket.write(answer('{}'));
    });
    open(url);
    for (let call = 0; call < 10; call += 1) await client.get('/cars');
    // The client may take a second one before the first is free again in its eyes.
    expect(sockets.size).toBeLessThanOrEqual(2);
    expect(requests).toHaveLength(10);
    expect(requests.join()).not.toMatch(/authorization/i);
  });

  it('tells a mesh that turned it away from a service that did', async () => {
    const url = await peer((socket) => socket.write(answer('no', '503 Busy', 'x-envoy-overloaded: true\r\n')));
    expect(await open(url).get('/payments')).toEqual({ status: 503, overloaded: true, body: {} });
  });

  it.each(['<html>oops</html>', '', 'null', '7', '[{"id":1}]', '{"id":'])(
    'takes %j for an empty answer',
    async (body) => {
      const url = await peer((socket) => socket.write(answer(body)));
      expect(await open(url).get('/payments')).toEqual({ status: 200, overloaded: false, body: {} });
    },
  );
});

describe('A 201 with an empty body', () => {
  const requests: string[] = [];
  beforeEach(() => {
    requests.length = 0;
  });
  /** A service that answers a POST with the location, and a GET with the rest. */
  const peerAt = (locate: (host: string) => string, get: (socket: Socket) => void): Promise<string> =>
    peer((socket, request) => {
      requests.push(request);
      const host = /\r\nhost: (\S+)/i.exec(request)?.[1] ?? '';
      if (request.startsWith('POST')) socket.write(answer('', '201 Created', `location: ${locate(host)}\r\n`));
      else get(socket);
    });
  const made = (socket: Socket): void => void socket.write(answer('{"status":"OrderApproved"}'));

  it.each([
    ['absolute', (host: string) => `http://${host}/payments/7?x=1`],
    ['a path', () => '/payments/7?x=1'],
    ['relative', () => 'payments/7?x=1'],
  ])('is completed with the resource at its Location, which is %s', async (_form, locate) => {
    const result = await open(await peerAt(locate, made), { token: () => 'tok' }).post('/payments', 'pay-1', {
      qty: 1,
    });
    expect(result).toEqual({ status: 201, overloaded: false, body: { status: 'OrderApproved' } });
    expect(requests).toHaveLength(2);
    expect(requests[1]).toMatch(/^GET \/payments\/7\?x=1 HTTP\/1\.1\r\n/);
    expect(requests[1]).toMatch(/\r\nauthorization: Bearer tok\r\n/i);
    expect(requests[1]).not.toMatch(/idempotency-key|content-type/i);
  });

  it.each([
    ['at another host', () => 'http://127.0.0.2:1/payments/7'],
    ['at another port', () => 'http://127.0.0.1:1/payments/7'],
    ['of another scheme', (host: string) => `https://${host}/payments/7`],
    ['no address', () => 'http://'],
  ])('stays empty when its Location is %s: nothing is asked there', async (_form, locate) => {
    const result = await open(await peerAt(locate, made), { token: () => 'tok' }).post('/payments', 'pay-1', {});
    expect(result).toEqual({ status: 201, overloaded: false, body: {} });
    expect(requests).toHaveLength(1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['is missing', (socket) => void socket.write(answer('{"status":"OrderApproved"}', '404 Not Found'))],
    ['breaks off', (socket) => void socket.destroy()],
    ['keeps silent', () => undefined],
  ])('stays a 201 when what its Location names %s', async (_case, get) => {
    const result = await open(await peerAt(() => '/payments/7', get)).post('/payments', 'pay-1', {});
    expect(result).toEqual({ status: 201, overloaded: false, body: {} });
  });
});

describe('The token of a call', () => {
  it('is asked for each time, since it may be replaced', async () => {
    const requests: string[] = [];
    const url = await peer((socket, request) => {
      requests.push(request);
      socket.write(answer('{}'));
    });
    const tokens = ['old', 'new'];
    open(url, { token: () => tokens.shift() });
    for (const _ of [1, 2]) await client.get('/cars');
    expect(requests.map((request) => /authorization: Bearer (\w+)/i.exec(request)?.[1])).toEqual(['old', 'new']);
  });

  it.each([
    ['401 Unauthorized', 401],
    ['403 Forbidden', 403],
  ])('that is refused with %s is an error in the log and in metrics', async (line, status) => {
    const url = await peer((socket) => socket.write(answer('{"code":"identity.invalid"}', line)));
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const metrics = new Metrics('test');
    expect(await open(url, { token: () => 'hunter2', metrics }).get('/payments?orderId=1')).toMatchObject({ status });
    const said = String(error.mock.calls[0]?.[0]);
    error.mockRestore();
    expect(said).toContain(`GET /payments at ${url} is refused with ${status}`);
    expect(said).not.toContain('hunter2');
    const count = `service_calls_refused_total{status="${status}",service="test"} 1`;
    expect(await metrics.registry.metrics()).toContain(count);
  });

  it('that is taken is neither', async () => {
    const url = await peer((socket) => socket.write(answer('{}', '404 Not Found')));
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    await open(url, { token: () => 'good', metrics: new Metrics('test') }).get('/payments');
    expect(error).not.toHaveBeenCalled();
    error.mockRestore();
  });
});

describe('A call without an answer', () => {
  it.each([
    ['nobody listens', 'http://127.0.0.1:9'],
    ['the name is unknown', 'http://payment.invalid'],
  ])('was certainly not sent when %s', async (_case, url) => {
    expect(await open(url).post('/payments', 'k', {})).toBe('unsent');
  });

  it.each<[string, (socket: Socket) => void]>([
    ['is cut behind the request', (socket) => void socket.destroy()],
    ['is reset behind the request', (socket) => void socket.resetAndDestroy()],
    ['ends within the answer', (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"id"')],
    ['carries no HTTP', (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n')],
  ])('may have been processed when the connection %s, and is sent once', async (_case, react) => {
    let requests = 0;
    const url = await peer((socket) => {
      requests += 1;
      react(socket);
    });
    expect(await open(url).post('/payments', 'k', { qty: 1 })).toBe('unanswered');
    expect(requests).toBe(1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['keeps silent', () => undefined],
    ['stops within the answer', (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"id"')],
    [
      'sends a byte now and then',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"id"');
        const drip = setInterval(() => socket.write(' '), 50);
        socket.once('close', () => clearInterval(drip));
      },
    ],
  ])('may have been processed when the peer %s, and is given up at the deadline', async (_case, react) => {
    const url = await peer(react);
    const start = performance.now();
    expect(await open(url).post('/payments', 'k', {})).toBe('unanswered');
    const waited = performance.now() - start;
    expect(waited).toBeGreaterThan(390);
    expect(waited).toBeLessThan(2_000);
  });
});
