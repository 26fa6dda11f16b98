import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { problemOf, startProbe, type ProbeService } from './probe-service.js';

let service: ProbeService;
afterEach(() => service.stop());

async function open(): Promise<number> {
  const metrics = await (await service.fetch('/metrics')).text();
  return Number(/^http_streams_open\{.*\} (\d+)$/m.exec(metrics)?.[1]);
}

async function until(count: number): Promise<void> {
  for (let look = 0; (await open()) !== count; look += 1) {
    if (look > 200) throw new Error(`there are ${await open()} streams, not ${count}`);
    await sleep(10);
  }
}

describe('A response that stays open', () => {
  it('is counted until its client leaves, and does not count as work in flight', async () => {
    service = await startProbe({ MAX_IN_FLIGHT: '1' });
    const leaving = new AbortController();
    for (let count = 1; count <= 3; count += 1) {
      expect((await service.fetch('/probe/stream', { signal: leaving.signal })).status).toBe(200);
    }
    await until(3);
    expect((await service.fetch('/probe/trace')).status).toBe(200);
    leaving.abort();
    await until(0);
  });

  it('is refused when there are too many, and taken again later', async () => {
    service = await startProbe({ MAX_OPEN_STREAMS: '2' });
    const leaving = new AbortController();
    const signal = leaving.signal;
    for (const _ of [1, 2]) expect((await service.fetch('/probe/stream', { signal })).status).toBe(200);
    const refused = await service.fetch('/probe/stream');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await problemOf(refused)).code).toBe('service.overloaded');
    leaving.abort();
    await until(0);
    const again = await service.fetch('/probe/stream');
    expect(again.status).toBe(200);
    await again.body?.cancel();
  });

  it('ends when the token behind it has expired, and no sooner', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const JWT_JWKS = JSON.stringify({ keys: [await exportJWK(publicKey)] });
    service = await startProbe({ JWT_JWKS, JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'carshare' });
    const claims = { iss: 'https://id.example', aud: 'carshare', sub: 'ann' };
    const withExpiry = (exp: number): Promise<string> =>
      new SignJWT({ ...claims, exp }).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    const stream = async (exp: number): Promise<Response> =>
      service.fetch('/probe/stream', { headers: { authorization: `Bearer ${await withExpiry(exp)}` } });
    const now = Math.floor(Date.now() / 1000);
    // A token is taken until 5 s after its expiry.
    const [short, long] = [await stream(now - 2), await stream(now + 10 ** 9)];
    expect(await short.text()).toBe('openended');
    expect(Date.now() / 1000).toBeGreaterThanOrEqual(now + 2.9);
    expect((await stream(now - 6)).status).toBe(401);
    await until(1);
    await long.body?.cancel();
  });
});
