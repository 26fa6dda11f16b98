import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mysqlOptions } from './mysql-options.js';

const LIMITS = { writers: 3, readers: 2, timeoutMs: 4_000 };
const optionsOf = (url: string): object => mysqlOptions(url, LIMITS, 3);

describe('The settings of a MySQL URL', () => {
  it('name the server, with what the URL encodes', () => {
    expect(optionsOf('mysql://a%40b:p%2Fw@db:3307/orders')).toMatchObject({
      host: 'db',
      port: 3307,
      user: 'a@b',
      password: 'p/w',
      database: 'orders',
    });
    expect(optionsOf('mysql://a@[::1]/orders')).toMatchObject({ host: '::1', port: 3306 });
  });

  it('bound the pool and its idle connections', () => {
    expect(optionsOf('mysql://a@db/orders')).toMatchObject({ connectionLimit: 3, maxIdle: 2, idleTimeout: 2_000 });
  });

  it.each<[string, unknown]>([
    ['', undefined],
    ['?ssl-mode=DISABLED', undefined],
    ['?ssl=false', undefined],
    ['?ssl=true', {}],
    ['?ssl={"rejectUnauthorized":false}', { rejectUnauthorized: false }],
    ['?ssl=Amazon RDS', 'Amazon RDS'],
    ['?ssl-mode=REQUIRED', { rejectUnauthorized: false, verifyIdentity: false }],
    ['?sslMode=verify_ca', { rejectUnauthorized: true, verifyIdentity: false }],
    ['?ssl-mode=VERIFY_IDENTITY', { rejectUnauthorized: true, verifyIdentity: true }],
  ])('have the TLS parameters of "%s"', (query, ssl) => {
    expect((optionsOf(`mysql://a@db/orders${query}`) as { ssl?: unknown }).ssl).toEqual(ssl);
  });

  it('have the certificates that the URL names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'carshare-tls-'));
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, 'a certificate');
    expect(optionsOf(`mysql://a@db/orders?ssl-ca=${ca}`)).toMatchObject({
      ssl: { ca: Buffer.from('a certificate'), rejectUnauthorized: true },
    });
    rmSync(folder, { recursive: true });
  });

  it('refuse an unknown mode', () => {
    expect(() => optionsOf('mysql://a@db/orders?ssl-mode=MAYBE')).toThrow(
      'ssl-mode must be one of DISABLED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY',
    );
  });
});
