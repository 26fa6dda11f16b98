import { kafkajsClient, openEventLog, stderrLogLine } from '@carshare/event-log';
import { AssignerProtocol, logLevel, Partitioners, type PartitionAssigner } from 'kafkajs';
import type { Environment } from '../support/launcher.js';

export type Event = Readonly<Record<string, unknown>>;

/** The topic as a replaced service writes and reads it. */
export interface Topic {
  publish(event: Event): Promise<void>;
  consume(group: string, handle: (event: Event) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const NAME = 'carshare';
/** The headers of Spring Cloud Stream. */
const HEADERS = {
  contentType: '"application/json"',
  spring_json_header_types: '{"contentType":"java.lang.String"}',
};

/** Opens the topic of a shop: Kafka when the environment names brokers, otherwise the embedded log. */
export async function openTopic({ KAFKA_BROKERS, DATA_DIR }: Environment): Promise<Topic> {
  return KAFKA_BROKERS ? await kafkaTopic(KAFKA_BROKERS.split(',')) : embeddedTopic(DATA_DIR ?? '');
}

function embeddedTopic(dataDir: string): Topic {
  const log = openEventLog({ dataDir, clientId: 'original', log: stderrLogLine });
  return {
    // The embedded log stores a null key as an empty text.
    publish: (event) => log.publish([{ key: '', value: JSON.stringify(event), headers: HEADERS }]),
    consume: async (group, handle) => {
      await log.subscribe(group, async (records) => {
        for (const { value } of records) await handle(JSON.parse(value) as Event);
      });
    },
    close: () => log.close(),
  };
}

async function kafkaTopic(brokers: string[]): Promise<Topic> {
  const kafka = kafkajsClient({ clientId: 'original', brokers, logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const closing: (() => Promise<void>)[] = [() => producer.disconnect()];
  return {
    publish: async (event) => {
      await producer.send({ topic: NAME, messages: [{ key: null, value: JSON.stringify(event), headers: HEADERS }] });
    },
    consume: async (groupId, handle) => {
      const consumer = kafka.consumer({ groupId, partitionAssigners: [range] });
      closing.unshift(() => consumer.disconnect());
      await consumer.connect();
      await consumer.subscribe({ topic: NAME, fromBeginning: true });
      await consumer.run({ eachMessage: ({ message }) => handle(JSON.parse(String(message.value)) as Event) });
    },
    close: async () => {
      for (const close of closing) await close();
    },
  };
}

/** Java's default assignment: each member gets a range of consecutive partitions. */
const range: PartitionAssigner = ({ cluster }) => ({
  name: 'range',
  version: 0,
  assign: async ({ members, topics }) => {
    const ids = members.map(({ memberId }) => memberId).sort();
    const assigned = (index: number, partitions: number[]): number[] =>
      partitions.filter((_, at) => Math.floor((at * ids.length) / partitions.length) === index);
    const partitionsOf = (topic: string): number[] =>
      cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
    return ids.map((memberId, index) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version: 0,
        assignment: Object.fromEntries(topics.map((topic) => [topic, assigned(index, partitionsOf(topic))])),
        userData: Buffer.alloc(0),
      }),
    }));
  },
  protocol: ({ topics }) => ({
    name: 'range',
    metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
  }),
});
