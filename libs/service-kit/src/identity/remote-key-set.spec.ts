import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { errors } from 'jose';
import { Metrics } from '../telemetry/metrics.js';
import { KeySetUnavailable, RemoteKeySet, type RemoteKeySetTimes } from './remote-key-set.js';

/** Public keys of the NIST curve P-256, from RFC 7517 (A.1) and RFC 7515 (A.3). */
const KEYS = [
  { x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4', y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM' },
  { x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' },
].map((key, index) => ({ kty: 'EC', crv: 'P-256', alg: 'ES256', kid: `key-${index + 1}`, ...key }));

let provider: Server;
let answer: [status: number, body: string];
let isSilent: boolean;
let fetches: number;
let keySet: RemoteKeySet;
let metrics: Metrics;
let warn: jest.SpiedFunction<(message: unknown) => void>;

beforeEach(async () => {
  answer = [200, JSON.stringify({ keys: [KEYS[0]] })];
  [fetches, isSilent] = [0, false];
  provider = createServer((_request, response) => {
    fetches += 1;
    if (!isSilent) response.writeHead(answer[0]).end(answer[1]);
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
});
afterEach(async () => {
  keySet.close();
  warn.mockRestore();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

function open(times: RemoteKeySetTimes = {}): void {
  metrics = new Metrics('test');
  keySet = new RemoteKeySet(
    new URL(`http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`),
    metrics,
    times,
  );
}

const keyOf = (kid: string): Promise<unknown> =>
  Promise.resolve(keySet.getKey({ alg: 'ES256', kid }, { payload: '', signature: '' }));
const metric = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(await metrics.registry.metrics())?.[1]);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; !(await condition()); look += 1) {
    if (look > 500) throw new Error('it does not happen within 5 s');
    await sleep(10);
  }
}

describe('The key set at a URL', () => {
  it('is fetched once for callers at the same time', async () => {
    open();
    await Promise.all([1, 2, 3].map(() => keyOf('key-1')));
    expect(fetches).toBe(1);
  });

  it.each<[string, () => void]>([
    ['fails', () => (answer = [500, 'no'])],
    ['answers another JSON', () => (answer = [200, '{"error":"maintenance"}'])],
    ['answers no JSON', () => (answer = [200, '<html>'])],
    ['does not answer', () => (isSilent = true)],
    ['is gone', () => void (provider.closeAllConnections(), provider.close())],
  ])('stays in use while the provider %s, with a warning and in metrics', async (_title, fail) => {
    open({ refreshMs: 30 });
    await keyOf('key-1');
    fail();
    const before = fetches;
    // The silent provider shows that no request waits for it.
    if (isSilent) await until(() => fetches > before);
    else await until(async () => (await metric('identity_key_set_failures_total')) >= 3);
    expect(await keyOf('key-1')).toBeDefined();
    if (isSilent) return;
    expect(warn.mock.calls.at(-1)?.[0]).toMatch(/JWT_JWKS_URL cannot be fetched: .*The known keys stay in use/);
    expect(await metric('identity_key_set_age_seconds')).toBeGreaterThan(0.05);
  });

  it('is renewed at the interval: a key that is gone from the set is gone', async () => {
    open({ refreshMs: 30, cooldownMs: 0 });
    await keyOf('key-1');
    answer = [200, JSON.stringify({ keys: [KEYS[1]] })];
    const before = fetches;
    await until(() => fetches > before + 1);
    await expect(keyOf('key-1')).rejects.toBeInstanceOf(errors.JWKSNoMatchingKey);
    expect(await keyOf('key-2')).toBeDefined();
  });

  it('is fetched again for a key that is not known, at most once in a while', async () => {
    open({ cooldownMs: 200 });
    await keyOf('key-1');
    answer = [200, JSON.stringify({ keys: KEYS })];
    for (const _ of [1, 2, 3]) await expect(keyOf('key-2')).rejects.toBeInstanceOf(errors.JWKSNoMatchingKey);
    expect(fetches).toBe(1);
    await sleep(250);
    expect(await keyOf('key-2')).toBeDefined();
    expect(fetches).toBe(2);
  });

  it('is unavailable for a key that is not known while the provider fails, and the known keys are not', async () => {
    open({ cooldownMs: 0 });
    await keyOf('key-1');
    answer = [500, 'no'];
    await sleep(5);
    await expect(keyOf('key-2')).rejects.toBeInstanceOf(KeySetUnavailable);
    expect(await keyOf('key-1')).toBeDefined();
  });

  it('is asked for again by every caller until it was there once', async () => {
    open();
    answer = [500, 'no'];
    for (const _ of [1, 2]) await expect(keyOf('key-1')).rejects.toBeInstanceOf(KeySetUnavailable);
    answer = [200, JSON.stringify({ keys: KEYS })];
    expect(await keyOf('key-1')).toBeDefined();
    expect(fetches).toBe(3);
  });
});
