import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { problemOf, startProbe, type ProbeService } from './probe-service.js';

const ISSUER = 'https://id.example';
const AUDIENCE = 'carshare';

interface Signer {
  alg: string;
  key: CryptoKey;
  jwk: JWK;
}

async function signer(alg: string, kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg } };
}

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
const good = (): Record<string, unknown> => ({ iss: ISSUER, aud: AUDIENCE, sub: 'ann', exp: inSeconds(60) });

function sign({ alg, key, jwk }: Signer, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, kid: jwk.kid! }).sign(key);
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

let trusted: Signer;
let stranger: Signer;
let signers: Record<'rsa' | 'edwards', Signer>;
let service: ProbeService;

beforeAll(async () => {
  trusted = await signer('ES256', 'first');
  stranger = await signer('ES256', 'first');
  const rsa = await signer('PS256', 'weak');
  const edwards = await signer('EdDSA', 'edwards');
  signers = { rsa, edwards };
  const JWT_JWKS = JSON.stringify({ keys: [trusted.jwk, rsa.jwk, edwards.jwk] });
  service = await startProbe({ JWT_JWKS, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE });
});
afterAll(() => service.stop());

const ask = (authorization: string | undefined, path = '/probe/me', of = service): Promise<Response> =>
  of.fetch(path, authorization === undefined ? {} : { headers: { authorization } });
const bearer = async (claims: Record<string, unknown>, by = trusted): Promise<string> =>
  `Bearer ${await sign(by, claims)}`;

describe('A token', () => {
  it('says who calls and what the caller may see', async () => {
    expect(await (await ask(await bearer(good()))).json()).toEqual({ id: 'ann', scope: 'ann', operator: false });
    const operator = await bearer({ ...good(), roles: ['operator', 7] });
    expect(await (await ask(operator)).json()).toEqual({ id: 'ann', scope: null, operator: true });
    expect((await ask(await bearer(good(), signers.edwards))).status).toBe(200);
    expect((await ask((await bearer(good())).replace('Bearer', 'bearer'))).status).toBe(200);
  });

  it.each([
    [{ email: 'ann@example.org', email_verified: true }, 'ann@example.org'],
    [{ email: 'ann@example.org' }, undefined],
    [{ email: 'ann@example.org', email_verified: 'false' }, undefined],
    [{ email: ['ann@example.org'], email_verified: true }, undefined],
  ])('has an address when its issuer has verified one: %j', async (claims, email) => {
    const { email: known } = (await (await ask(await bearer({ ...good(), ...claims }))).json()) as { email?: string };
    expect(known).toBe(email);
  });

  it.each<[string, () => Promise<string | undefined> | string | undefined]>([
    ['that is absent', () => undefined],
    ['in another scheme', async () => `Basic ${await sign(trusted, good())}`],
    ['that is empty', () => 'Bearer '],
    ['that is none', () => 'Bearer abc'],
    ['without a signature (alg none)', () => `Bearer ${encode({ alg: 'none' })}.${encode(good())}.`],
    [
      'signed with the public key as a secret (HS256)',
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(trusted.jwk));
        return `Bearer ${await new SignJWT(good()).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret)}`;
      },
    ],
    ['of an algorithm that is not on the list', () => bearer(good(), signers.rsa)],
    ['signed by a stranger', () => bearer(good(), stranger)],
    [
      'changed after it was signed',
      async () => {
        const [header, , signature] = (await sign(trusted, good())).split('.');
        return `Bearer ${header}.${encode({ ...good(), roles: ['operator'] })}.${signature}`;
      },
    ],
    ['that has expired', () => bearer({ ...good(), exp: inSeconds(-60) })],
    ['that never expires', () => bearer({ ...good(), exp: undefined })],
    ['that is not valid yet', () => bearer({ ...good(), nbf: inSeconds(60) })],
    ['of another issuer', () => bearer({ ...good(), iss: 'https://evil.example' })],
    ['for another audience', () => bearer({ ...good(), aud: 'other' })],
    ['without an issuer', () => bearer({ ...good(), iss: undefined })],
    ['without a subject', () => bearer({ ...good(), sub: undefined })],
    ['with an empty subject', () => bearer({ ...good(), sub: '' })],
    ['with a subject too long for the columns', () => bearer({ ...good(), sub: 'a'.repeat(256) })],
  ])('%s lets nobody in', async (_case, authorization) => {
    const response = await ask(await authorization());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect((await problemOf(response)).code).toMatch(/^identity\.(missing|invalid)$/);
  });

  it('without the role is refused what needs it', async () => {
    expect((await ask(await bearer({ ...good(), roles: ['service'] }), '/probe/service')).status).toBe(200);
    for (const roles of [['operator'], 'service', ['services'], undefined]) {
      const refused = await ask(await bearer({ ...good(), roles }), '/probe/service');
      expect([refused.status, (await problemOf(refused)).code]).toEqual([403, 'identity.forbidden']);
    }
  });

  it('is not needed for what is public', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/probe/trace', '/docs-json']) {
      expect((await ask(undefined, path)).status).toBe(200);
    }
  });
});

describe('Several keys of one type, without names', () => {
  it('are tried one after the other for a token that names none', async () => {
    const signers = [await signer('ES256', 'a'), await signer('ES256', 'b'), await signer('ES256', 'c')];
    const keys = signers.map(({ jwk: { kid: _kid, ...jwk } }) => jwk);
    const several = await startProbe({
      JWT_JWKS: JSON.stringify({ keys: [...keys, trusted.jwk] }),
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
    });
    const unnamed = async ({ alg, key }: Signer, claims = good()): Promise<string> =>
      `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg }).sign(key)}`;
    for (const one of [...signers, trusted]) {
      expect((await ask(await unnamed(one), '/probe/me', several)).status).toBe(200);
    }
    for (const refused of [
      await unnamed(stranger),
      await unnamed(signers[1]!, { ...good(), exp: inSeconds(-60) }),
      await unnamed(signers[1]!, { ...good(), aud: 'other' }),
      await bearer(good(), signers[1]),
    ]) {
      expect((await ask(refused, '/probe/me', several)).status).toBe(401);
    }
    await several.stop();
  });
});

describe('Without identity', () => {
  it('everybody on this machine may do everything', async () => {
    const open = await startProbe();
    expect(await (await ask(undefined, '/probe/me', open)).json()).toEqual({
      id: 'guest',
      scope: null,
      operator: true,
    });
    expect((await ask(undefined, '/probe/service', open)).status).toBe(200);
    await open.stop();
  });
});

describe('Keys at a URL', () => {
  let provider: Server;
  let answer: [status: number, body: string];
  let url: string;
  let remote: ProbeService;

  beforeAll(async () => {
    provider = createServer((_request, response) => response.writeHead(answer[0]).end(answer[1]));
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`;
  });
  afterAll(async () => {
    provider.closeAllConnections();
    await new Promise((resolve) => provider.close(resolve));
  });

  afterEach(() => remote.stop());

  const startOn = (JWT_JWKS_URL: string): Promise<ProbeService> =>
    startProbe({ JWT_JWKS_URL, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE });

  it('are fetched, and a token of another key is still refused', async () => {
    answer = [200, JSON.stringify({ keys: [trusted.jwk] })];
    remote = await startOn(url);
    expect((await ask(await bearer(good()), '/probe/me', remote)).status).toBe(200);
    expect((await ask(await bearer(good(), stranger), '/probe/me', remote)).status).toBe(401);
    expect((await ask(await bearer(good(), signers.edwards), '/probe/me', remote)).status).toBe(401);
  });

  it.each<[string, [number, string]]>([
    ['fails', [500, 'no']],
    ['answers no JSON', [200, '<html>']],
    ['answers another JSON', [200, '{"error":"maintenance"}']],
  ])('ask for another try while the provider %s', async (_case, failure) => {
    answer = failure;
    remote = await startOn(url);
    const response = await ask(await bearer(good()), '/probe/me', remote);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await problemOf(response)).code).toBe('identity.unavailable');
  });

  it('ask for another try while nobody listens there', async () => {
    remote = await startOn('http://127.0.0.1:9/keys');
    const response = await ask(await bearer(good()), '/probe/me', remote);
    expect([response.status, (await problemOf(response)).code]).toEqual([503, 'identity.unavailable']);
    expect((await ask(undefined, '/probe/me', remote)).status).toBe(401);
  });
});
