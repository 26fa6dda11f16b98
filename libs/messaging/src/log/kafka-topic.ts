import { TOPIC } from '@carshare/events';
import type { Admin } from 'kafkajs';
import { kafkaClient } from './kafka-client.js';

/** The offsets of a partition: the first that still stands, and the one after the last. */
export interface PartitionRange {
  partition: number;
  low: bigint;
  high: bigint;
}

/**
 * Makes the topic with as many replicas as the cluster can hold, three at most. An existing topic is left as it is: another number
 * of partitions would send a key's next events to another partition.
 * @returns whether the topic was made.
 */
export async function createTopic(brokers: readonly string[], partitions: number, topic = TOPIC): Promise<boolean> {
  const admin = kafkaClient({ brokers, clientId: 'carshare-topics' }).admin();
  await admin.connect();
  try {
    const cluster = await admin.describeCluster();
    const replicationFactor = Math.min(3, cluster.brokers.length);
    return await admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic,
          numPartitions: partitions,
          replicationFactor,
          configEntries: [
            // An acknowledged event stands on two brokers where there are three.
            { name: 'min.insync.replicas', value: String(Math.max(1, replicationFactor - 1)) },
            // The read model is rebuilt from the log, so that nothing of it may go; a broker's own default is a week.
            { name: 'retention.ms', value: '-1' },
            { name: 'retention.bytes', value: '-1' },
          ],
        },
      ],
    });
  } finally {
    await admin.disconnect();
  }
}

/** @throws when the topic is not there, as kafkajs would answer that with retries and a message that names no cure. */
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

/** How many records the group has not committed, over all partitions. */
export async function groupLag(admin: Admin, topic: string, groupId: string): Promise<number> {
  const ranges = await partitionRanges(admin, topic);
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  let lag = 0n;
  for (const { partition, low, high } of ranges) {
    const offset = BigInt(committed?.partitions.find((entry) => entry.partition === partition)?.offset ?? -1);
    lag += high - (offset > low ? offset : low); // -1 stands for "never committed": from the beginning
  }
  return Number(lag);
}
