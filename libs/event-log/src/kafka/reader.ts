import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { LogRecord } from '../shared/event-log.js';
import { Channel } from './channel.js';
import type { KafkaAdmin } from './admin.js';
import { toRecord } from './client.js';
import type { FetchedMessage } from './fetch-decoder.js';
import { withHeartbeats } from './heartbeats.js';
import { partitionRanges, type PartitionRange } from './topic.js';
import type { LogLine } from '../shared/log-line.js';

const SESSION_TIMEOUT = 30_000;
const MAX_CRASHES = 10;

/**
 * Reads the topic up to its current end, partition by partition. kafkajs cannot read without a group, so the reader is the only member
 * of a temporary group, which commits nothing and is deleted afterwards. A batch that cannot be decoded is logged and left out.
 */
export async function* readTopic(
  kafka: Kafka,
  admin: KafkaAdmin,
  topic: string,
  log: LogLine,
): AsyncGenerator<LogRecord> {
  const ranges = (await admin.use((cluster) => partitionRanges(cluster, topic))).filter(({ low, high }) => high > low);
  if (ranges.length === 0) return;
  const groupId = `carshare-read-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
  });
  const records = new Channel<LogRecord[]>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new TopicPass(consumer, topic, ranges, records, log).start();
    for (let chunk = await records.take(); chunk; chunk = await records.take()) yield* chunk;
  } finally {
    records.end();
    await consumer.disconnect();
    await admin.use((cluster) => cluster.deleteGroups([groupId])).catch(() => undefined); // the broker deletes an empty group without offsets
  }
}

/** One pass over the partitions; all but one are paused at any time. */
class TopicPass {
  readonly #consumer: Consumer;
  readonly #topic: string;
  readonly #left: PartitionRange[];
  readonly #records: Channel<LogRecord[]>;
  #next: bigint;
  #crashes = 0;

  readonly #log: LogLine;

  constructor(
    consumer: Consumer,
    topic: string,
    ranges: readonly PartitionRange[],
    records: Channel<LogRecord[]>,
    log: LogLine,
  ) {
    this.#log = log;
    this.#consumer = consumer;
    this.#topic = topic;
    this.#left = [...ranges];
    this.#records = records;
    this.#next = ranges[0]?.low ?? 0n;
  }

  async start(): Promise<void> {
    const { CRASH, END_BATCH_PROCESS, GROUP_JOIN } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, ({ payload }) => this.#joined(payload.memberAssignment[this.#topic] ?? []));
    this.#consumer.on(CRASH, ({ payload }) => {
      // kafkajs restarts after some errors, for example when a loading coordinator rejects the first join.
      if (!payload.restart || ++this.#crashes === MAX_CRASHES) this.#records.fail(payload.error);
    });
    // Not in eachBatch, which is not called for a transaction's control records.
    this.#consumer.on(END_BATCH_PROCESS, ({ payload }) => this.#passed(payload.partition, BigInt(payload.lastOffset)));
    await this.#consumer.run({
      autoCommit: false,
      eachBatch: (payload) => this.#batch(payload),
    });
  }

  #joined(assigned: readonly number[]): void {
    const current = this.#left[0];
    if (!current) return;
    const others = assigned.filter((partition) => partition !== current.partition);
    if (others.length > 0) this.#consumer.pause([{ topic: this.#topic, partitions: others }]);
    // Continues at the current position when the group was joined again during the pass.
    this.#consumer.seek({ topic: this.#topic, partition: current.partition, offset: String(this.#next) });
  }

  async #batch({ batch, heartbeat }: EachBatchPayload): Promise<void> {
    const current = this.#left[0];
    if (batch.partition !== current?.partition) return;
    const messages = batch.messages.filter(
      ({ offset }) => BigInt(offset) >= this.#next && BigInt(offset) < current.high,
    );
    const last = messages.at(-1);
    if (!last) return;
    const records = messages
      .filter((message) => this.#isReadable(batch.partition, message))
      .map((message) => toRecord(batch.partition, message));
    await withHeartbeats(heartbeat, SESSION_TIMEOUT / 10, () => this.#records.put(records));
    this.#next = BigInt(last.offset) + 1n;
  }

  #isReadable(partition: number, { undecodable }: FetchedMessage): boolean {
    if (!undecodable) return true;
    const { first, last, codec, reason } = undecodable;
    this.#log('error', 'a batch cannot be decoded; its records are left out', {
      ...{ topic: this.#topic, partition, offset: first, lastOffset: last, codec, error: reason },
    });
    return false;
  }

  #passed(partition: number, lastOffset: bigint): void {
    const current = this.#left[0];
    if (current?.partition !== partition || lastOffset + 1n < current.high) return;
    this.#left.shift();
    const following = this.#left[0];
    if (!following) return this.#records.end();
    this.#next = following.low;
    this.#consumer.pause([{ topic: this.#topic, partitions: [partition] }]);
    this.#consumer.resume([{ topic: this.#topic, partitions: [following.partition] }]);
  }
}
