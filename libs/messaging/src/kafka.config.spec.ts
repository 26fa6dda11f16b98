import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { KafkaConfig } from '@carshare/event-log';
import { InvalidConfig, loadConfig } from '@carshare/service-kit';

const folder = mkdtempSync(join(tmpdir(), 'kafka-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function faults(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(KafkaConfig, env);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''))
      .sort();
  }
}

describe('The configuration of Kafka', () => {
  it('is plain text without authentication unless told otherwise', () => {
    expect(loadConfig(KafkaConfig, { KAFKA_BROKERS: 'a:9092,b:9092' })).toMatchObject({
      brokers: ['a:9092', 'b:9092'],
      security: {},
    });
  });

  it('takes TLS with the authorities of the system, or with its own, from a file', () => {
    expect(loadConfig(KafkaConfig, { KAFKA_SSL: 'true' }).security).toEqual({ tls: {} });
    const env = { KAFKA_SSL_CA_FILE: file('ca.pem', CERTIFICATE), KAFKA_SSL_CERT: CERTIFICATE, KAFKA_SSL_KEY: KEY };
    expect(loadConfig(KafkaConfig, env).security).toEqual({
      tls: { ca: CERTIFICATE, cert: CERTIFICATE, key: KEY },
    });
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])('takes %s with a password from a file', (mechanism) => {
    const env = {
      KAFKA_SASL_MECHANISM: mechanism,
      KAFKA_SASL_USERNAME: 'shop',
      KAFKA_SASL_PASSWORD_FILE: file('password', 'secret\n'),
    };
    expect(loadConfig(KafkaConfig, env).security).toEqual({
      sasl: { mechanism, username: 'shop', password: 'secret' },
    });
  });

  it('reads a token from its file again, so that it can be rotated', async () => {
    const path = file('token', 'first\n');
    const env = { KAFKA_SASL_MECHANISM: 'oauthbearer', KAFKA_SASL_TOKEN_FILE: path };
    const { sasl } = loadConfig(KafkaConfig, env).security;
    if (sasl?.mechanism !== 'oauthbearer') throw new Error('oauthbearer is expected');
    expect(await sasl.token()).toBe('first');
    file('token', 'second\n');
    expect(await sasl.token()).toBe('second');
  });

  it.each<[string, NodeJS.ProcessEnv, string[]]>([
    [
      'everything wrong at once',
      { KAFKA_SSL: 'yes', KAFKA_SSL_CA: 'no pem', KAFKA_SASL_MECHANISM: 'gssapi' },
      [
        'KAFKA_SASL_MECHANISM must be one of plain, scram-sha-256, scram-sha-512, oauthbearer',
        'KAFKA_SASL_PASSWORD must be set for this KAFKA_SASL_MECHANISM',
        'KAFKA_SASL_USERNAME must be set for this KAFKA_SASL_MECHANISM',
        'KAFKA_SSL must be true or false',
        'KAFKA_SSL_CA must be a certificate in PEM',
      ],
    ],
    [
      'credentials without a mechanism',
      { KAFKA_SASL_USERNAME: 'shop' },
      ['KAFKA_SASL_MECHANISM must be one of plain, scram-sha-256, scram-sha-512, oauthbearer'],
    ],
    [
      'oauthbearer without a token',
      { KAFKA_SASL_MECHANISM: 'oauthbearer' },
      ['KAFKA_SASL_TOKEN must be set for KAFKA_SASL_MECHANISM oauthbearer'],
    ],
    ['a key without its certificate', { KAFKA_SSL_KEY: KEY }, ['KAFKA_SSL_CERT must be set when KAFKA_SSL_KEY is']],
    [
      'authorities for a connection without TLS',
      { KAFKA_SSL: 'false', KAFKA_SSL_CA: CERTIFICATE },
      ['KAFKA_SSL_CA is set and KAFKA_SSL is false: keep one'],
    ],
    [
      'a file that is not there',
      { KAFKA_SSL_CA_FILE: '/nowhere/ca.pem' },
      ['KAFKA_SSL_CA_FILE names a file that cannot be read'],
    ],
  ])('names %s', (_what, env, expected) => {
    expect(faults(env)).toEqual(expected);
  });

  it('never shows a value', () => {
    const env = { KAFKA_SSL_CA: 'very-secret', KAFKA_SSL_KEY: 'very-secret', KAFKA_SASL_PASSWORD: 'very-secret' };
    expect(faults(env).join(' ')).not.toContain('very-secret');
  });
});
