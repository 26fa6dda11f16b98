import { setTimeout as sleep } from 'node:timers/promises';
import { TOPIC } from '@carshare/events';
import kafkajs, { type Admin } from 'kafkajs';
import type { PartitionOffsets } from '../shared/event-log.js';
import { kafkaClient, type KafkaConnection } from './client.js';

/** The offsets of a partition: the first one retained, and the one after the last record before any open transaction. */
export interface PartitionRange {
  partition: number;
  low: bigint;
  high: bigint;
}

/**
 * Pinned on the topic: the broker stores every batch uncompressed, whatever its producer or the cluster's default says. Our events are
 * published uncompressed, so this costs them nothing; a batch that would become larger than the broker's limit is refused when it is
 * produced, instead of stopping the consumers; and every program on the topic can read it, whatever codecs it knows.
 */
const COMPRESSION = { name: 'compression.type', value: 'uncompressed' };

/** What {@link createTopic} did. */
export type TopicOutcome = 'created' | 'compression pinned' | 'unchanged';

/**
 * Creates the topic with one replica per broker, at most three. For an existing topic only the compression is set: another number of
 * partitions would send the next events of a key to another partition.
 */
export async function createTopic(
  connection: KafkaConnection,
  partitions: number,
  topic = TOPIC,
): Promise<TopicOutcome> {
  const admin = kafkaClient(connection).admin();
  await admin.connect();
  try {
    const cluster = await admin.describeCluster();
    const replicationFactor = Math.min(3, cluster.brokers.length);
    const configEntries = [
      // With three brokers an acknowledged event is stored on at least two.
      { name: 'min.insync.replicas', value: String(Math.max(1, replicationFactor - 1)) },
      // The read model is rebuilt from the log, so records must never expire; a broker's default is 7 days.
      { name: 'retention.ms', value: '-1' },
      { name: 'retention.bytes', value: '-1' },
      COMPRESSION,
    ];
    const topics = [{ topic, numPartitions: partitions, replicationFactor, configEntries }];
    if (await untilKnown(() => admin.createTopics({ waitForLeaders: true, topics }))) return 'created';
    return (await untilKnown(() => pinCompression(admin, topic))) ? 'compression pinned' : 'unchanged';
  } finally {
    await admin.disconnect();
  }
}

/**
 * Repeats a request while the broker that answers it does not know a new topic yet: a follower learns of it later than the controller.
 * @param limitMs for which it is repeated, in milliseconds
 * @throws any other error, and the last one after the limit
 */
export async function untilKnown<T>(request: () => Promise<T>, limitMs = 10_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!isUnknownTopic(error) || Date.now() >= end) throw error;
      await sleep(Math.min(200, limitMs));
    }
  }
}

function isUnknownTopic(error: unknown): boolean {
  const { type, cause } = error as { type?: string; cause?: unknown };
  return type === 'UNKNOWN_TOPIC_OR_PARTITION' || (cause instanceof Error && isUnknownTopic(cause));
}

/** AlterConfigs replaces all settings of a topic, so the existing ones are sent again. @returns whether the setting was changed */
async function pinCompression(admin: Admin, topic: string): Promise<boolean> {
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic };
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
  const own = (resources[0]?.configEntries ?? []).filter(
    ({ configSource }) => configSource === kafkajs.ConfigSource.TOPIC_CONFIG,
  );
  const entries = own.map(({ configName: name, configValue: value }) => ({ name, value }));
  if (entries.some(({ name, value }) => name === COMPRESSION.name && value === COMPRESSION.value)) return false;
  const others = entries.filter(({ name }) => name !== COMPRESSION.name);
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ ...resource, configEntries: [...others, COMPRESSION] }],
  });
  return true;
}

/** @throws {Error} when the topic does not exist: kafkajs would retry, and its message does not say how to fix it */
export async function requireTopic(admin: Admin, topic: string): Promise<void> {
  if ((await admin.listTopics()).includes(topic)) return;
  throw new Error(`the Kafka topic "${topic}" does not exist; create it with the \`topics\` command of any service`);
}

export async function partitionRanges(admin: Admin, topic: string): Promise<PartitionRange[]> {
  await requireTopic(admin, topic);
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets
    .map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }))
    .sort((a, b) => a.partition - b.partition);
}

/** Where the group stands in every partition. */
export async function groupOffsets(admin: Admin, topic: string, groupId: string): Promise<PartitionOffsets[]> {
  const ranges = await partitionRanges(admin, topic);
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return ranges.map(({ partition, low, high }) => {
    const offset = BigInt(committed?.partitions.find((entry) => entry.partition === partition)?.offset ?? -1);
    // -1 means "never committed": the group starts at the beginning.
    return { partition, committed: offset > low ? offset : low, end: high };
  });
}

/** How many records the group has not committed, over all partitions; those of a transaction that is still open do not count. */
export async function groupLag(admin: Admin, topic: string, groupId: string): Promise<number> {
  const offsets = await groupOffsets(admin, topic, groupId);
  return Number(offsets.reduce((lag, { committed, end }) => lag + end - committed, 0n));
}
