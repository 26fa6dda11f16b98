import type { WireMessage } from '@carshare/events';
import { Partitioners, type IHeaders, type Kafka, type Message, type Producer } from 'kafkajs';
import { connected } from './client.js';
import { PRODUCER_RETRY } from './kafkajs-workarounds.js';
import { bytesOf, PublishQueue } from '../shared/publish-queue.js';
import { within } from '../shared/within.js';

/**
 * How long a write may take until its producer is replaced, in milliseconds: kafkajs may retry for a minute with a broker that no
 * longer leads the partition. What was written twice is dropped by the consumers' inbox.
 */
const WRITE_LIMIT = 15_000;

/** Limits of one request: its records may all go to one partition, where a broker takes 1 MiB. */
const MAX_RECORDS = 1_000;
const MAX_BYTES = 900_000;

/**
 * Publishes with one request at a time and without kafkajs's retries (see `PRODUCER_RETRY`). After a failure the caller publishes
 * everything again, over a new producer; the consumers' inbox drops duplicates. An idempotent producer would need those retries and
 * prevents nothing else.
 */
export class KafkaPublisher {
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #ready: () => Promise<void>;
  readonly #queue = new PublishQueue((messages) => this.#write(messages));
  #producer: Producer | undefined;

  /** `ready` is asked before a producer connects, and rejects when there is no topic to write to. */
  constructor(kafka: Kafka, topic: string, ready: () => Promise<void>) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#ready = ready;
  }

  publish(messages: readonly WireMessage[]): Promise<void> {
    return this.#queue.publish(messages);
  }

  async close(): Promise<void> {
    await this.#queue.close();
    await this.#producer?.disconnect();
  }

  async #write(messages: readonly WireMessage[]): Promise<void> {
    const producer = await within(WRITE_LIMIT, 'Kafka', () => this.#connected());
    try {
      for (const chunk of chunks(messages)) {
        const record = { topic: this.#topic, acks: -1, timeout: 5_000, messages: chunk.map(toKafka) };
        await within(WRITE_LIMIT, 'Kafka', () => producer.send(record));
      }
    } catch (error) {
      // A new producer reads the partitions' leaders again.
      this.#producer = undefined;
      producer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  async #connected(): Promise<Producer> {
    if (this.#producer) return this.#producer;
    await this.#ready();
    const producer = await connected(
      this.#kafka.producer({
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
        retry: PRODUCER_RETRY,
      }),
    );
    this.#producer = producer;
    return producer;
  }
}

/** A message with bytes is published as these. */
function toKafka(message: WireMessage): Message {
  if (!message.bytes) return message;
  const { key, value, headers } = message.bytes;
  const byName = Map.groupBy(headers, ([name]) => name);
  const lists = [...byName].map(([name, pairs]) => [name, pairs.map(([, header]) => header)]);
  return { key, value, headers: Object.fromEntries(lists) as IHeaders };
}

function* chunks(messages: readonly WireMessage[]): Generator<WireMessage[]> {
  let chunk: WireMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = bytesOf(message);
    if (chunk.length === MAX_RECORDS || (chunk.length > 0 && bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(message);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
