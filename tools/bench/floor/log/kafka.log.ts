import { Kafka, Partitioners, logLevel, type Consumer, type Producer } from 'kafkajs';
import type { FloorEvent } from '../kit/event.ts';
import type { Log, Maybe } from '../kit/ports.ts';

const TOPIC = 'carshare';
const PARTITIONS_AT_ONCE = 12;

/** The log of the services profile: kafkajs, idempotent producer with all acks, offsets committed by hand after the effects. */
export class KafkaLog implements Log {
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private consumer: Consumer | undefined;

  private constructor(brokers: string) {
    this.kafka = new Kafka({ clientId: 'floor', brokers: brokers.split(','), logLevel: logLevel.ERROR });
    this.producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
  }

  static async connect(brokers: string): Promise<KafkaLog> {
    const log = new KafkaLog(brokers);
    await log.producer.connect();
    return log;
  }

  async publish(events: FloorEvent[]): Promise<void> {
    const messages = events.map(({ id, key, type, value }) => ({ key, value, headers: { ce_id: id, ce_type: type } }));
    await this.producer.send({ topic: TOPIC, acks: -1, messages });
  }

  async consume(group: string, handle: (event: FloorEvent) => Maybe<void>): Promise<void> {
    const consumer = this.kafka.consumer({ groupId: `floor-${group}`, allowAutoTopicCreation: false });
    this.consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: async ({ batch, heartbeat }) => {
        for (const { key, value, headers } of batch.messages) {
          await handle({
            id: String(headers?.['ce_id']),
            key: String(key),
            type: String(headers?.['ce_type']),
            value: String(value),
          });
          await heartbeat();
        }
        const offset = String(BigInt(batch.lastOffset()) + 1n);
        await consumer.commitOffsets([{ topic: TOPIC, partition: batch.partition, offset }]);
      },
    });
  }

  async close(): Promise<void> {
    await this.consumer?.disconnect();
    await this.producer.disconnect();
  }
}
