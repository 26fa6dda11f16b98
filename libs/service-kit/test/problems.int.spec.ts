import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemOf, startProbe, type ProbeService } from './probe-service.js';

let service: ProbeService;

beforeAll(async () => {
  service = await startProbe();
});
afterAll(() => service.stop());

const post = (body: string, type = 'application/json'): Promise<Response> =>
  service.fetch('/probe/orders', { method: 'POST', body, headers: { 'content-type': type } });

describe('A failure', () => {
  it('of the domain is told with its code, its members and when to try again', async () => {
    const response = await service.fetch('/probe/fails/domain?secret=1');
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await problemOf(response)).toEqual({
      type: 'urn:carshare:problem:car.gone',
      title: 'Conflict',
      status: 409,
      detail: 'The car is gone.',
      instance: '/probe/fails/domain',
      code: 'car.gone',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      left: 0,
    });
  });

  it('of the framework gets a code of its own', async () => {
    expect(await problemOf(await service.fetch('/probe/fails/framework'))).toMatchObject({
      status: 400,
      code: 'request.malformed',
      detail: 'no',
    });
  });

  it.each(['bug', 'sql', 'nothing'])('that nobody foresaw (%s) is a 500 that shows no insides', async (how) => {
    const response = await service.fetch(`/probe/fails/${how}`);
    const { traceId: _, ...problem } = await problemOf(response);
    expect(problem).toEqual({
      type: 'urn:carshare:problem:service.failed',
      title: 'Internal Server Error',
      status: 500,
      detail: 'The service failed. Report the trace id to the operator.',
      instance: `/probe/fails/${how}`,
      code: 'service.failed',
    });
  });

  it('of a server that is away asks for another try and does not name it', async () => {
    const response = await service.fetch('/probe/fails/away');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    const problem = await problemOf(response);
    expect(problem.code).toBe('service.unavailable');
    expect(JSON.stringify(problem)).not.toContain('10.0.0.7');
  });
});

describe('A request that cannot be understood', () => {
  it.each([
    ['broken JSON', () => post('{"qty":'), 400, 'request.malformed'],
    ['an empty body', () => post(''), 400, 'request.invalid'],
    ['another content type', () => post('qty=1', 'application/x-www-form-urlencoded'), 415, 'request.media_type'],
    ['plain text', () => post('qty', 'text/plain'), 415, 'request.media_type'],
    ['a body of 100 kB', () => post(`{"qty":"${'1'.repeat(100_000)}"}`), 413, 'request.too_large'],
    ['a prototype in the body', () => post('{"qty":1,"__proto__":{"admin":true}}'), 400, 'request.malformed'],
    ['a wrong quantity', () => post('{"qty":"many"}'), 400, 'request.invalid'],
    ['an unknown field', () => post('{"qty":1,"admin":true}'), 400, 'request.invalid'],
    ['an unknown path', () => service.fetch('/nowhere'), 404, 'request.unknown_path'],
    ['another method', () => service.fetch('/probe/orders', { method: 'PATCH' }), 405, 'request.method_not_allowed'],
    ['an id that is no number', () => service.fetch('/probe/ids/one'), 400, 'request.invalid'],
    ['an address that cannot be decoded', () => service.fetch('/probe/ids/%zz'), 400, 'request.malformed'],
  ])('is refused as a problem: %s', async (_case, send, status, code) => {
    const response = await send();
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await problemOf(response)).toMatchObject({
      status,
      code,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(response.status).toBe(status);
  });

  it('leaves the service serving', async () => {
    const response = await post('{"qty":"2"}');
    expect([response.status, await response.json()]).toEqual([201, { qty: 2 }]);
    expect((await service.fetch('/probe/orders/', { method: 'POST' })).status).not.toBe(404);
  });
});
