import { request } from 'node:http';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { problemOf, startProbe, type ProbeService } from './probe-service.js';

let service: ProbeService;

afterEach(async () => {
  service.gate.open();
  await service.stop();
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it does not happen within 60 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function inFlight(): Promise<number> {
  const metrics = await (await service.fetch('/metrics')).text();
  return Number(/^http_requests_in_flight\{.*\} (\d+)$/m.exec(metrics)?.[1]);
}

describe('The load limit', () => {
  it('turns away what is too much, still answers probes, and lets in again', async () => {
    service = await startProbe({ MAX_IN_FLIGHT: '2' });
    const held = [service.fetch('/probe/held'), service.fetch('/probe/held')];
    await until(() => service.gate.waiting === 2);
    const refused = await service.fetch('/probe/trace');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await problemOf(refused)).toMatchObject({ code: 'service.overloaded', instance: '/probe/trace' });
    expect((await service.fetch('/health/ready')).status).toBe(200);
    expect(await inFlight()).toBe(2);
    service.gate.open();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    await until(async () => (await inFlight()) === 0);
    expect((await service.fetch('/probe/trace')).status).toBe(200);
  });

  it('turns a request with a body away in its trace, counts it, and keeps the connection', async () => {
    service = await startProbe({ MAX_IN_FLIGHT: '1' });
    const held = service.fetch('/probe/held');
    await until(() => service.gate.waiting === 1);
    const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { port, hostname } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    const order = `POST /probe/orders HTTP/1.1\r\nhost: localhost\r\ntraceparent: 00-${ID}-00f067aa0ba902b7-01\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"qty":1}`;
    let heard = '';
    socket.on('data', (data) => (heard += data.toString()));
    for (const count of [1, 2]) {
      socket.write(order);
      await until(() => heard.split('HTTP/1.1 503 ').length === count + 1 && heard.endsWith('}'));
    }
    expect(heard).toContain(`"traceId":"${ID}"`);
    expect(heard).not.toContain('connection: close');
    socket.destroy();
    service.gate.open();
    await held;
    const metrics = await (await service.fetch('/metrics')).text();
    expect(metrics).toMatch(
      /^http_request_duration_seconds_count\{(?=.*route="turned away")(?=.*status="503").*\} 2$/m,
    );
  });

  it('gives the place of a client that left to the next', async () => {
    service = await startProbe({ MAX_IN_FLIGHT: '1' });
    for (let round = 1; round <= 3; round += 1) {
      const leaving = new AbortController();
      const left = service.fetch('/probe/held', { signal: leaving.signal });
      await until(() => service.gate.waiting === round);
      leaving.abort();
      await expect(left).rejects.toThrow();
      await until(async () => (await inFlight()) === 0);
    }
    expect((await service.fetch('/probe/trace')).status).toBe(200);
  });
});

describe('The deadline', () => {
  it('answers for a handler that takes too long, and outlives its late answer', async () => {
    service = await startProbe({ REQUEST_DEADLINE_MS: '100' });
    const late = await service.fetch('/probe/held');
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('2');
    expect(await problemOf(late)).toMatchObject({ code: 'request.deadline' });
    service.gate.open();
    expect((await service.fetch('/probe/trace')).status).toBe(200);
    expect(await inFlight()).toBe(0);
  });

  it('answers a client that never finishes its body', async () => {
    service = await startProbe({ REQUEST_DEADLINE_MS: '100' });
    const { port, hostname } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /probe/orders HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"qty"',
    );
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toContain('request.deadline');
    socket.destroy();
  });
});

describe('The trace', () => {
  const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${ID}-00f067aa0ba902b7-01`, 'content-type': 'application/json' };

  it('of a request goes on through its work, with and without a body, and into its problem', async () => {
    service = await startProbe();
    const ofGet = await (await service.fetch('/probe/trace', { headers })).json();
    // The body comes in a packet of its own, as it may.
    const ofPost = await new Promise((resolve, reject) => {
      const sending = request(`${service.url}/probe/trace`, { method: 'POST', headers }, (response) => {
        json(response).then(resolve, reject);
      });
      sending.flushHeaders();
      setTimeout(() => sending.end('{"qty":1}'), 50);
    });
    const wanted = { traceparent: expect.stringMatching(new RegExp(`^00-${ID}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`)) };
    expect([ofGet, ofPost]).toEqual([wanted, wanted]);
    for (const path of ['/probe/fails/bug', '/nowhere', '/probe/ids/x']) {
      expect(await problemOf(await service.fetch(path, { headers }))).toMatchObject({ traceId: ID });
    }
    const broken = await service.fetch('/probe/orders', { method: 'POST', headers, body: '{' });
    expect(await problemOf(broken)).toMatchObject({ traceId: ID });
  });

  it('differs from request to request where none is given', async () => {
    service = await startProbe();
    const ids = await Promise.all(
      [1, 2].map(async () => (await problemOf(await service.fetch('/probe/fails/bug'))).traceId),
    );
    expect(new Set(ids).size).toBe(2);
  });
});

describe('Every answer', () => {
  it('bears the security headers, also a refusal and a probe', async () => {
    service = await startProbe();
    for (const path of ['/probe/trace', '/nowhere', '/health/live', '/probe/fails/bug']) {
      const { headers } = await service.fetch(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('is counted by its route, not by its address', async () => {
    service = await startProbe();
    await service.fetch('/probe/ids/7');
    await service.fetch('/probe/ids/x');
    await service.fetch('/nowhere/42');
    const response = await service.fetch('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const metrics = await response.text();
    const count = (route: string, status: number): RegExp =>
      new RegExp(
        `http_request_duration_seconds_count\\{(?=.*route="${route}")(?=.*status="${status}")(?=.*service="notes").*\\} 1`,
      );
    expect(metrics).toMatch(count('/probe/ids/:id', 200));
    expect(metrics).toMatch(count('/probe/ids/:id', 400));
    expect(metrics).toMatch(count('unknown', 404));
    expect(metrics).not.toContain('/nowhere');
    expect(metrics).toContain('nodejs_eventloop_lag_seconds');
    // 1 on a machine so busy that the loop was never idle.
    expect(metrics).toMatch(/^nodejs_eventloop_utilization\{service="notes"\} (0\.\d+|1)$/m);
    expect(metrics).not.toContain('nodejs_eventloop_lag_p99_seconds');
  });
});
