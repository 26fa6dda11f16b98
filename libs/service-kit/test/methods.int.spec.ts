import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemOf, startProbe, type ProbeService } from './probe-service.js';

let service: ProbeService;
beforeAll(async () => {
  service = await startProbe();
});
afterAll(() => service.stop());

const PATHS: [path: string, methods: string][] = [
  ['/probe/orders', 'POST'],
  ['/probe/orders/7', 'DELETE'],
  ['/probe/orders/7/', 'DELETE'],
  ['/probe/ids/7?a=1', 'GET, HEAD'],
  ['/probe/trace', 'GET, HEAD, POST'],
  ['/health/live', 'GET, HEAD'],
  ['/metrics', 'GET, HEAD'],
  ['/docs-json', 'GET, HEAD'],
  ['/docs/swagger-ui.css', 'GET, HEAD'],
];

const sorted = (methods: string | null): string[] => (methods ?? '').split(', ').sort();

describe('A path', () => {
  it.each(PATHS)('%s tells its methods by OPTIONS', async (path, methods) => {
    const response = await service.fetch(path, { method: 'OPTIONS' });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(sorted(response.headers.get('allow'))).toEqual(sorted(`${methods}, OPTIONS`));
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(PATHS)('%s refuses another method with 405 and its methods', async (path, methods) => {
    for (const method of ['PUT', 'PATCH']) {
      const response = await service.fetch(path, { method });
      expect(response.status).toBe(405);
      expect(sorted(response.headers.get('allow'))).toEqual(sorted(`${methods}, OPTIONS`));
      expect(await problemOf(response)).toMatchObject({ code: 'request.method_not_allowed', status: 405 });
    }
  });

  it.each(['/nowhere', '/probe', '/probe/orders/7/8', '/docs/nothing.css', '/healthy'])(
    '%s that is unknown is 404 for every method',
    async (path) => {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        expect([method, (await service.fetch(path, { method })).status]).toEqual([method, 404]);
      }
    },
  );

  it.each(['/probe/ids/7', '/health/ready', '/metrics', '/docs-json', '/docs/swagger-ui.css', '/probe/fails/domain'])(
    '%s answers HEAD as GET, without the body',
    async (path) => {
      const get = await service.fetch(path);
      const head = await service.fetch(path, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-type')]).toEqual([get.status, get.headers.get('content-type')]);
      expect(await head.text()).toBe('');
      const length = String((await get.arrayBuffer()).byteLength);
      // Metrics differ from one scrape to the next.
      expect(head.headers.get('content-length')).toEqual(path === '/metrics' ? expect.any(String) : length);
    },
  );
});
