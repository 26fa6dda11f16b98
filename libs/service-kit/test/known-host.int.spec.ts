import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startProbe, type ProbeService } from './probe-service.js';

/** @returns the status and the code of the problem */
async function ask(
  service: ProbeService,
  headers: Record<string, string>,
  method = 'GET',
  path = '/probe/ids/7',
): Promise<[status: number, code: string | undefined]> {
  const { port, hostname } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const answer = await text(socket);
  return [Number(answer.split(' ')[1]), /"code":"([^"]+)"/.exec(answer)?.[1]];
}

describe('Without identity', () => {
  let service: ProbeService;
  beforeAll(async () => {
    service = await startProbe({ ALLOWED_HOSTS: 'shop.test,dev.box' });
  });
  afterAll(() => service.stop());

  it.each([
    'localhost',
    'localhost:8080',
    'LOCALHOST',
    'localhost.',
    'shop.localhost:8080',
    '127.0.0.1',
    '127.0.0.1:65535',
    '127.8.9.10',
    '[::1]',
    '[::1]:8080',
    'shop.test',
    'Shop.Test:8080',
    'dev.box',
  ])('a request for %s is served', async (host) => {
    expect((await ask(service, { host }))[0]).toBe(200);
    expect((await ask(service, { host: 'localhost', origin: `http://${host}` }, 'DELETE', '/probe/orders/7'))[0]).toBe(
      202,
    );
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    'evil.example#localhost',
    '127.0.0.1@evil.example',
    '128.0.0.1',
    '0.0.0.0',
    '[::2]',
    'shop.test.evil.example',
    '',
  ])('a request for %j is refused, whatever it asks for', async (host) => {
    for (const path of ['/probe/ids/7', '/metrics', '/docs-json', '/nowhere']) {
      expect(await ask(service, { host }, 'GET', path)).toEqual([421, 'request.host_unknown']);
    }
    const origin = { host: 'localhost', origin: `http://${host}` };
    expect(await ask(service, origin, 'DELETE', '/probe/orders/7')).toEqual([403, 'request.cross_site']);
    expect((await ask(service, origin))[0]).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['without an origin of its own', { origin: 'null' }],
    ['of a browser that says it is cross-site', { 'sec-fetch-site': 'cross-site' }],
  ])('a write by a page %s is refused', async (_title, headers) => {
    const refused = await ask(service, { host: 'localhost', ...headers }, 'POST', '/probe/offers');
    expect(refused).toEqual([403, 'request.cross_site']);
  });

  it('a write by no page is served', async () => {
    expect((await ask(service, { host: 'localhost' }, 'POST', '/probe/offers'))[0]).toBe(200);
    const own = { host: 'localhost', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' };
    expect((await ask(service, own, 'POST', '/probe/offers'))[0]).toBe(200);
  });
});

describe('With identity', () => {
  it('the host is not looked at: probes come under addresses of pods, services under their names', async () => {
    const JWT_JWKS = '{"keys":[{"kty":"EC"}]}';
    const service = await startProbe({ JWT_JWKS, JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'carshare' });
    for (const host of ['10.42.0.7:8080', 'carshareorder:8080', 'shop.example']) {
      expect((await ask(service, { host }, 'GET', '/health/live'))[0]).toBe(200);
    }
    await service.stop();
  });
});
