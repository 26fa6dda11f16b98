import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KafkaConfig, openEventLog, type EventLog } from '@carshare/event-log';
import { loadConfig } from '@carshare/service-kit';
import { secureKafka, type SecureKafka } from './services/secure-kafka.js';
import { eventually } from './support/eventually.js';
import type { Environment } from './support/launcher.js';
import { command } from './support/server-profile.js';

// Skipped by name when Java and Kafka are missing: a silent pass would hide that nothing was tested.
const onServers = process.env['TEST_KAFKA_BROKERS'] ? describe : describe.skip;

onServers('A broker that demands TLS and SASL', () => {
  let folder: string;
  let broker: SecureKafka;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carshare-secure-'));
    broker = await secureKafka(folder);
    for (const server of broker.servers) await server.start();
  });
  afterAll(async () => {
    for (const server of broker.servers) await server.stop();
    rmSync(folder, { recursive: true });
  });

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const withPassword = (mechanism: string): Environment => ({
    ...base(),
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: broker.username,
    KAFKA_SASL_PASSWORD_FILE: file('password', `${broker.password}\n`),
  });
  const withToken = (): Environment => ({
    ...base(),
    KAFKA_SASL_MECHANISM: 'oauthbearer',
    KAFKA_SASL_TOKEN_FILE: file('token', `${broker.token()}\n`),
  });
  const base = (): Environment => ({
    PATH: process.env['PATH'],
    DATA_DIR: folder,
    KAFKA_BROKERS: broker.brokers,
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA_FILE: broker.caFile,
  });

  function open(env: Environment): EventLog {
    const { brokers, security } = loadConfig(KafkaConfig, { ...env });
    return openEventLog({ brokers, security, dataDir: folder, clientId: 'test', log: () => undefined });
  }

  async function roundTrip(log: EventLog, group: string): Promise<void> {
    const values: string[] = [];
    const subscription = await log.subscribe(group, async (records) => {
      values.push(...records.map(({ value }) => value));
    });
    await log.publish([{ key: '1', value: `{"from":"${group}"}`, headers: {} }]);
    await eventually(async () => expect(values).toContain(`{"from":"${group}"}`));
    await subscription.close();
    expect(await log.lag(group)).toBe(0);
  }

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
    'is spoken to with %s, by commands and by every client',
    async (mechanism) => {
      const env = withPassword(mechanism);
      expect(await command('order', 'topics', env)).toMatch(/^the topic is /);
      const log = open(env);
      await roundTrip(log, mechanism);
      await log.close();
    },
  );

  it('is spoken to with a token, and goes on when the token was rotated', async () => {
    const env = withToken();
    expect(await command('order', 'topics', env)).toMatch(/^the topic is /);
    const log = open(env);
    await roundTrip(log, 'first');
    file('token', broker.token());
    // kafkajs authenticates again 10 s before the broker's limit of 15 s.
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    await roundTrip(log, 'second');
    await log.close();
  });

  it.each<[string, () => Environment, RegExp]>([
    [
      'a wrong password',
      () => ({ ...withPassword('plain'), KAFKA_SASL_PASSWORD_FILE: file('wrong', 'wrong') }),
      /auth/i,
    ],
    ['an unknown authority', () => ({ ...withPassword('plain'), KAFKA_SSL_CA_FILE: undefined }), /certificate/i],
  ])('refuses %s, and the client reports it', async (_what, env, reason) => {
    const log = open(env());
    await expect(log.check()).rejects.toThrow(reason);
    await log.close();
  });
});
