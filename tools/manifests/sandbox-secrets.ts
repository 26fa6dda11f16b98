/**
 * Makes the secrets of the sandbox overlay: a signing key with its public key set, one token per service that calls
 * another, and the sandbox's database addresses. They are never committed. A repeated run keeps the signing key and
 * renews the tokens, so earlier tokens stay valid.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { SERVICES } from '../../libs/events/src/services.ts';

const issuer = 'https://identity.carshare.test';
const audience = 'carshare';
const lifetime = '7d';
const databaseHost = '172.31.255.1';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../k8s/overlays/sandbox/secrets');
mkdirSync(folder, { recursive: true, mode: 0o700 });

const write = (name: string, value: string): void => writeFileSync(join(folder, name), value, { mode: 0o600 });

const keyFile = join(folder, 'signing-key.json');
if (!existsSync(keyFile)) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  write(
    'signing-key.json',
    JSON.stringify({ ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) }),
  );
}
const privateJwk = JSON.parse(readFileSync(keyFile, 'utf8')) as JWK & { kid: string };
// d is the private part (RFC 7518, 6.2.2)
write('jwks.json', JSON.stringify({ keys: [{ ...privateJwk, d: undefined }] }));

const key = await importJWK(privateJwk, 'ES256');
for (const service of ['order', 'payment']) {
  const token = await new SignJWT({ roles: ['service'] })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: privateJwk.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(`service:${service}`)
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(key);
  write(`${service}.jwt-service-token`, token);
}

for (const service of SERVICES.filter((name) => name !== 'customerpage')) {
  write(`${service}.database-url`, `mysql://carshare:carshare@${databaseHost}:3306/carshare_${service}`);
}
write('customerpage.database-url', `postgres://carshare:carshare@${databaseHost}:5432/carshare_customerpage`);
console.log(`wrote ${folder}`);
