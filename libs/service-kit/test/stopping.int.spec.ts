import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startProbe, type ProbeService } from './probe-service.js';

let service: ProbeService;

beforeEach(async () => {
  service = await startProbe();
});
afterEach(() => service.stop());

const ready = async (): Promise<[number, Record<string, { status: string; message?: string }>]> => {
  const response = await service.fetch('/health/ready');
  const body = (await response.json()) as { details?: object; checks?: object };
  return [response.status, (body.details ?? body.checks) as Record<string, { status: string; message?: string }>];
};

describe('Readiness', () => {
  it('asks every part, and says which one is down and why', async () => {
    expect(await ready()).toMatchObject([200, { database: { status: 'up' }, shutdown: { status: 'up' } }]);
    service.readiness.require('relay', () => Promise.reject(new Error('nothing could be published for 31 s')));
    expect(await ready()).toMatchObject([
      503,
      { relay: { status: 'down', message: 'nothing could be published for 31 s' }, database: { status: 'up' } },
    ]);
    service.readiness.require('relay', () => undefined);
    expect((await ready())[0]).toBe(200);
  });

  it('ends when the service begins to stop, while it lives and serves on', async () => {
    service.readiness.stop();
    expect(await ready()).toMatchObject([503, { shutdown: { status: 'down', message: 'the service is stopping' } }]);
    const live = await service.fetch('/health/live');
    expect([live.status, await live.json()]).toEqual([200, { status: 'ok' }]);
    expect((await service.fetch('/probe/trace')).status).toBe(200);
  });
});

describe('A service that stops', () => {
  it('tells its clients to leave their connections', async () => {
    expect((await service.fetch('/probe/trace')).headers.get('connection')).toBe('keep-alive');
    service.readiness.stop();
    expect((await service.fetch('/probe/trace')).headers.get('connection')).toBe('close');
  });

  it('finishes what runs, and its write is kept', async () => {
    const held = service.fetch('/probe/held', { method: 'POST' });
    while (service.gate.waiting === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    service.readiness.stop();
    let closed = false;
    const closing = service.app.close().then(() => (closed = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(closed).toBe(false);
    service.gate.open();
    const response = await held;
    expect([response.status, await response.json()]).toEqual([201, { id: 1 }]);
    await closing;
    await expect(service.fetch('/health/live')).rejects.toThrow('fetch failed');
  });

  it('does not wait for connections that carry nothing', async () => {
    const { port, hostname } = new URL(service.url);
    const silent = connect(Number(port), hostname);
    await new Promise<void>((resolve) => silent.once('connect', () => resolve()));
    await service.fetch('/probe/trace');
    const start = performance.now();
    const ended = new Promise((resolve) => silent.once('close', resolve));
    await service.app.close();
    await ended;
    expect(performance.now() - start).toBeLessThan(1_500);
  });
});
