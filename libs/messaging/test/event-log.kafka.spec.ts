import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { createTopic, KafkaLog, openEventLog, type LogLine } from '../src/log/index.js';
import { Collector, messages } from './collector.js';
import { eventLogContract } from './event-log.contract.js';

const brokers = process.env['TEST_KAFKA_BROKERS'];
const list = brokers?.split(',') ?? [];
// Reported as skipped by name: a broker is not everybody's, and a silent pass would be a lie.
const onKafka = brokers ? describe : describe.skip;

async function freshTopic(): Promise<string> {
  const topic = `contract-${randomUUID()}`;
  await createTopic(list, 3, topic);
  return topic;
}

onKafka(brokers ? 'the Kafka log' : 'the Kafka log (NOT RUN: TEST_KAFKA_BROKERS is not set)', () => {
  eventLogContract(async () => ['kafka', brokers ?? '', await freshTopic()]);

  it('names the cure when the topic is missing', async () => {
    const log = new KafkaLog({ brokers: list, clientId: 'test', topic: `missing-${randomUUID()}` });
    const cure = '`topics` command';
    await expect(log.check()).rejects.toThrow(cure);
    await expect(log.publish(messages(1))).rejects.toThrow(cure);
    await expect(log.subscribe('g', async () => undefined)).rejects.toThrow(cure);
    await expect(log.lag('g')).rejects.toThrow(cure);
    await log.close();
  });

  it('makes a topic once and leaves an existing one alone', async () => {
    const topic = `contract-${randomUUID()}`;
    expect(await createTopic(list, 2, topic)).toBe(true);
    expect(await createTopic(list, 5, topic)).toBe(false);
    const log = new KafkaLog({ brokers: list, clientId: 'test', topic });
    await log.publish(messages(200, 200));
    const partitions = new Set<number>();
    for await (const { partition } of log.read()) partitions.add(partition);
    expect([...partitions]).toEqual([0, 1]);
    await log.close();
  });

  it('makes a topic that keeps its events for ever, as the read model is made of them', async () => {
    const topic = await freshTopic();
    const admin = new Kafka({ brokers: list, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms', 'retention.bytes'] }],
    });
    await admin.disconnect();
    expect(resources[0]?.configEntries.map(({ configValue }) => configValue)).toEqual(['-1', '-1']);
  });

  it('goes on with the other partitions while one fails', async () => {
    const log = new KafkaLog({ brokers: list, clientId: 'test', topic: await freshTopic() });
    await log.publish(messages(300, 100));
    const collector = new Collector();
    await log.subscribe('g', async (records) => {
      if (records[0]?.partition === 0) throw new Error('stuck');
      await collector.handler(records);
    });
    let elsewhere = 0;
    for await (const { partition } of log.read()) if (partition !== 0) elsewhere++;
    await collector.reaches(elsewhere);
    await log.publish(messages(300, 100));
    await collector.reaches(2 * elsewhere);
    await log.close();
  });

  it('rejects, in seconds and with lines for the given log, when no broker answers', async () => {
    const lines: string[] = [];
    const log: LogLine = (level, message) => lines.push(`${level} ${message}`);
    const away = openEventLog({ brokers: ['127.0.0.1:1'], dataDir: '', clientId: 'test', log });
    await expect(away.check()).rejects.toThrow('ECONNREFUSED');
    await expect(away.publish(messages(1))).rejects.toThrow();
    await away.close();
    expect(lines.some((line) => line.includes('kafkajs'))).toBe(true);
  });
});
