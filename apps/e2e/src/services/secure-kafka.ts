import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kafka, type KafkaCluster } from './kafka.ts';

/** The settings of a client for a broker with TLS and SASL. */
export interface SecureKafka extends KafkaCluster {
  /** The authority that signed the broker's certificate, in PEM. */
  caFile: string;
  username: string;
  password: string;
  /** A token that the broker accepts, for OAUTHBEARER. */
  token(): string;
}

const USERNAME = 'carshare';
const PASSWORD = 's3cret: for a test';
const MECHANISMS = 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER';

/** Makes a broker that accepts clients over TLS only, with PLAIN, SCRAM or OAUTHBEARER. */
export async function secureKafka(folder: string): Promise<SecureKafka> {
  const certificates = certify(folder);
  const login = (module: string, options = ''): string =>
    `org.apache.kafka.common.security.${module} required${options};`;
  const cluster = await kafka(folder, {
    extra: {
      clientListener: 'SASL_SSL',
      lines: [
        'ssl.keystore.type=PEM',
        `ssl.keystore.location=${certificates.keystore}`,
        `sasl.enabled.mechanisms=${MECHANISMS}`,
        `listener.name.sasl_ssl.plain.sasl.jaas.config=${login('plain.PlainLoginModule', ` user_${USERNAME}="${PASSWORD}"`)}`,
        ...['256', '512'].map(
          (bits) => `listener.name.sasl_ssl.scram-sha-${bits}.sasl.jaas.config=${login('scram.ScramLoginModule')}`,
        ),
        `listener.name.sasl_ssl.oauthbearer.sasl.jaas.config=${login('oauthbearer.OAuthBearerLoginModule', ' unsecuredLoginStringClaim_sub="broker"')}`,
        // A connected client authenticates again after this time, with its current token.
        'connections.max.reauth.ms=15000',
      ],
      format: ['256', '512'].flatMap((bits) => [
        '--add-scram',
        `SCRAM-SHA-${bits}=[name=${USERNAME},password="${PASSWORD}"]`,
      ]),
    },
  });
  return { ...cluster, caFile: certificates.ca, username: USERNAME, password: PASSWORD, token: unsecuredToken };
}

/** A certificate authority of the test, and a certificate for 127.0.0.1 that is valid for a day. */
function certify(folder: string): { ca: string; keystore: string } {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const day = ['-days', '1'];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    ...day,
    '-subj',
    '/CN=test',
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('broker.key'),
    '-out',
    at('broker.csr'),
    '-subj',
    '/CN=broker',
  );
  writeFileSync(at('broker.ext'), 'subjectAltName=IP:127.0.0.1\n');
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('broker.ext')];
  openssl('x509', '-req', '-in', at('broker.csr'), ...signed, '-out', at('broker.pem'), ...day);
  const chain = ['broker.key', 'broker.pem', 'ca.pem'].map((name) => readFileSync(at(name), 'utf8'));
  writeFileSync(at('broker-keystore.pem'), chain.join(''));
  return { ca: at('ca.pem'), keystore: at('broker-keystore.pem') };
}

/** An unsigned JSON Web Token, which Kafka's development validator accepts. */
function unsecuredToken(): string {
  const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  return `${part({ alg: 'none' })}.${part({ sub: USERNAME, iat: now, exp: now + 3_600 })}.`;
}
