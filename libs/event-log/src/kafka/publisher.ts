import type { WireMessage } from '@carshare/events';
import { Partitioners, type IHeaders, type Kafka, type Message, type Producer } from 'kafkajs';
import { connected } from './client.js';
import { PRODUCER_RETRY } from './kafkajs-workarounds.js';
import { bytesOf, PublishQueue } from '../shared/publish-queue.js';
import { within } from '../shared/within.js';

/**
 * Limit of a write, in milliseconds; its producer is replaced afterwards, because kafkajs may wait for a minute for a broker that no
 * longer leads the partition. The consumers' inbox drops records that were written twice.
 */
const WRITE_LIMIT_MS = 15_000;

/** Limits of one request: all of its records may go to one partition, where a broker accepts 1 MiB. */
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

  /** @param ready called before a producer connects; rejects when the topic does not exist */
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
    const producer = await within(WRITE_LIMIT_MS, 'Kafka', () => this.#connected());
    try {
      for (const chunk of chunks(messages)) {
        const record = { topic: this.#topic, acks: -1, timeout: 5_000, messages: chunk.map(toKafka) };
        await within(WRITE_LIMIT_MS, 'Kafka', () => producer.send(record));
      }
    } catch (error) {
      // A new producer reads the leaders of the partitions again.
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

/** A message that carries the bytes of its record is published byte for byte. */
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
