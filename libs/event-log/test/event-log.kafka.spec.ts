import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import type { WireMessage } from '@carshare/events';
import { ConfigResourceTypes, ConfigSource, logLevel, type Admin } from 'kafkajs';
import { rangeAssigner } from '../src/kafka/assigner.js';
import { KafkaBatches } from '../src/kafka/batches.js';
import { KafkaLog } from '../src/kafka/kafka-log.js';
import { kafkajsClient } from '../src/kafka/kafkajs-workarounds.js';
import { createTopic } from '../src/kafka/topic.js';
import { openEventLog } from '../src/open-log.js';
import type { LogLine } from '../src/shared/log-line.js';
import { Collector, messages, silent, until } from './collector.js';
import { eventLogContract } from './event-log.contract.js';

const brokers = process.env['TEST_KAFKA_BROKERS'];
const list = brokers?.split(',') ?? [];
const connection = { brokers: list, clientId: 'test', log: silent };
// Reported as skipped by name: a broker is not everybody's, and a silent pass would be a lie.
const onKafka = brokers ? describe : describe.skip;

async function freshTopic(): Promise<string> {
  const topic = `contract-${randomUUID()}`;
  await createTopic(connection, 3, topic);
  return topic;
}

async function administer<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkajsClient({ brokers: list, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  return work(admin).finally(() => admin.disconnect());
}

/** One transaction of one record after the other, in one partition: the values say which were committed. */
async function transactions(topic: string, outcomes: boolean[]): Promise<void> {
  const producer = kafkajsClient({ brokers: list, logLevel: logLevel.NOTHING }).producer({
    transactionalId: topic,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  for (const committed of outcomes) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ partition: 0, key: '1', value: String(committed) }] });
    await (committed ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();
}

onKafka(brokers ? 'the Kafka log' : 'the Kafka log (NOT RUN: TEST_KAFKA_BROKERS is not set)', () => {
  eventLogContract(async () => ['kafka', brokers ?? '', await freshTopic()]);

  async function plainTopic(configEntries: { name: string; value: string }[]): Promise<string> {
    const topic = `contract-${randomUUID()}`;
    await administer((admin) =>
      admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 3, configEntries }] }),
    );
    return topic;
  }

  /** The topic's own settings, without those it inherits. */
  async function settings(topic: string): Promise<Record<string, string>> {
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic }];
    const answer = await administer((admin) => admin.describeConfigs({ includeSynonyms: false, resources }));
    const own = answer.resources[0]?.configEntries.filter(
      ({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG,
    );
    return Object.fromEntries((own ?? []).map(({ configName, configValue }) => [configName, configValue]));
  }

  it('names the cure when the topic is missing', async () => {
    const log = new KafkaLog({ ...connection, topic: `missing-${randomUUID()}` });
    const cure = '`topics` command';
    await expect(log.check()).rejects.toThrow(cure);
    await expect(log.publish(messages(1))).rejects.toThrow(cure);
    await expect(log.lag('g')).rejects.toThrow(cure);
    await log.close();
  });

  it('makes a topic once and leaves an existing one alone', async () => {
    const topic = `contract-${randomUUID()}`;
    expect(await createTopic(connection, 2, topic)).toBe('created');
    expect(await createTopic(connection, 5, topic)).toBe('unchanged');
    const log = new KafkaLog({ ...connection, topic });
    await log.publish(messages(200, 200));
    const partitions = new Set<number>();
    for await (const { partition } of log.read()) partitions.add(partition);
    expect([...partitions]).toEqual([0, 1]);
    await log.close();
  });

  it('makes a topic that keeps its events for ever, as the read model is made of them', async () => {
    const topic = await freshTopic();
    expect(await settings(topic)).toMatchObject({ 'retention.ms': '-1', 'retention.bytes': '-1' });
  });

  it('pins the compression of a topic, and leaves the other settings of an existing one alone', async () => {
    expect(await settings(await freshTopic())).toMatchObject({ 'compression.type': 'uncompressed' });
    const topic = await plainTopic([
      { name: 'compression.type', value: 'zstd' },
      { name: 'retention.ms', value: '86400000' },
    ]);
    expect(await createTopic(connection, 3, topic)).toBe('compression pinned');
    expect(await settings(topic)).toEqual({ 'compression.type': 'uncompressed', 'retention.ms': '86400000' });
    expect(await createTopic(connection, 3, topic)).toBe('unchanged');
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('reads what the broker stores as %s', async (codec) => {
    const topic = await plainTopic([{ name: 'compression.type', value: codec }]);
    const log = new KafkaLog({ ...connection, topic });
    const large = { key: '1', value: `{"text":"${'ab'.repeat(200_000)}${randomUUID()}"}`, headers: {} };
    await log.publish([...messages(500, 7), large]);
    const collector = new Collector();
    await log.subscribe('g', collector.handler);
    await collector.reaches(501);
    expect(collector.records.map(({ value }) => value).sort()).toEqual(
      [...messages(500, 7), large].map(({ value }) => value).sort(),
    );
    let read = 0;
    for await (const _ of log.read()) read += 1;
    expect(read).toBe(501);
    await log.close();
  });

  it('fetches no more of a partition than a few chunks, so that a consumer that lags needs no more memory', async () => {
    const log = new KafkaLog({ ...connection, topic: await freshTopic() });
    const text = 'x'.repeat(1_000);
    const record = (key: number): WireMessage => ({ key: String(key % 5), value: text, headers: {} });
    const [publications, perPublication] = [40, 100];
    for (let count = 0; count < publications; count += 1) {
      await log.publish(Array.from({ length: perPublication }, (_, key) => record(key)));
    }
    const handle = jest.spyOn(KafkaBatches.prototype, 'handle');
    const collector = new Collector();
    await log.subscribe('g', collector.handler, { maxBatch: 100 });
    await collector.reaches(publications * perPublication);
    const fetched = handle.mock.calls.map(([, { batch }]) => batch.messages.length * text.length);
    handle.mockRestore();
    await log.close();
    // The broker ends a fetch with a whole batch.
    expect(Math.max(...fetched)).toBeLessThan(200_000);
  });

  it('has no lag behind a transaction, whether it was committed or aborted', async () => {
    const topic = await freshTopic();
    await transactions(topic, [true, false, true, false]);
    const log = new KafkaLog({ ...connection, topic });
    const collector = new Collector();
    await log.subscribe('g', collector.handler);
    await collector.reaches(2);
    await until(async () => (await log.lag('g')) === 0);
    expect(collector.records.map(({ value }) => value)).toEqual(['true', 'true']);
    await log.publish(messages(3));
    await collector.reaches(5);
    await until(async () => (await log.lag('g')) === 0);
    await log.close();
  });

  it('shares a group with a member that knows only range', async () => {
    const topic = await freshTopic();
    const log = new KafkaLog({ ...connection, topic });
    const [ours, theirs] = [new Collector(), [] as number[]];
    await log.subscribe('g', ours.handler);
    await log.publish(messages(30, 30));
    await ours.reaches(30);
    const other = kafkajsClient({ brokers: list, logLevel: logLevel.NOTHING }).consumer({
      groupId: 'g',
      partitionAssigners: [rangeAssigner],
    });
    await other.connect();
    await other.subscribe({ topics: [topic], fromBeginning: true });
    await other.run({ eachMessage: async ({ partition }) => void theirs.push(partition) });
    await until(async () => {
      await log.publish(messages(30, 30));
      return theirs.length > 0;
    });
    const before = ours.records.length;
    await log.publish(messages(30, 30));
    await until(() => ours.records.length > before);
    await other.disconnect();
    await log.close();
  });

  it('goes on with the other partitions while one fails', async () => {
    const log = new KafkaLog({ ...connection, topic: await freshTopic() });
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
