import type { WireMessage } from '@carshare/events';

/** A message with its place in the log. */
export interface LogRecord extends WireMessage {
  partition: number;
  /** Grows within a partition; decimal, because a broker's offsets may pass 2^53. */
  offset: string;
}

/**
 * Handles records of one partition in their order. Resolves when all are dealt with, whereupon the group's offset moves behind
 * them; rejects when they are to be delivered again.
 */
export type RecordHandler = (records: readonly LogRecord[]) => Promise<void>;

/** A batch that cannot be decoded, where its partition waits until an operator skips it. */
export interface StalledPartition {
  partition: number;
  /** Offset of the batch's first record. */
  offset: string;
  reason: string;
}

/** What a subscription reports of its own progress; metrics and alerts are made of it. */
export interface SubscriptionProgress {
  /** False while the consumer is not a member of its group, such as during an outage of the broker. */
  running: boolean;
  /** When the log last answered, with or without records; epoch milliseconds. */
  lastPollAt: number;
  /** How often the consumer joined its group again after an error. */
  restarts?: number;
  stalled?: readonly StalledPartition[];
}

/** A running consumer of one group. */
export interface Subscription {
  progress(): SubscriptionProgress;
  /** Stops delivery; resolves after the handler in flight has settled and its offset is committed. */
  close(): Promise<void>;
}

/** Where a group stands in one partition. */
export interface PartitionOffsets {
  partition: number;
  /** The offset behind the last record that the group has handled. */
  committed: bigint;
  /** The offset behind the last record of the partition. */
  end: bigint;
}

/** Options of {@link EventLog.subscribe}. */
export interface SubscribeOptions {
  /** At most this many records per call of the handler. */
  maxBatch?: number;
  /** Whether an operator has decided to skip the undecodable batch that begins there; asked each time one is met. */
  isSkipped?: (partition: number, offset: string) => Promise<boolean>;
}

/**
 * The event log that services publish to and consume from: durable, partitioned by key, with at-least-once delivery in order per key.
 * Two adapters implement it: the embedded log of a single machine, and Kafka.
 * @example
 * await log.publish([{ key: '7', value: '{"eventType":"Ordered","id":7}', headers: {} }]);
 * const subscription = await log.subscribe('statusview', async (records) => {
 *   for (const { offset, value } of records) console.log(offset, value);
 * });
 * await subscription.close();
 */
export interface EventLog {
  /**
   * Appends the messages in the order given; resolves when every one is durable. After a rejection any of them may or may not
   * stand in the log.
   */
  publish(messages: readonly WireMessage[]): Promise<void>;
  /**
   * Delivers every record from the group's committed offset on, from the beginning for a new group. Resolves also when the log
   * cannot be reached: the subscription joins when it can.
   */
  subscribe(group: string, handler: RecordHandler, options?: SubscribeOptions): Promise<Subscription>;
  /** Every record that stands in the log now, partition by partition in order; independent of any group. */
  read(): AsyncIterable<LogRecord>;
  /** Where the group stands in every partition. */
  offsets(group: string): Promise<PartitionOffsets[]>;
  /** How many records the group has not committed, of those that a consumer can reach. */
  lag(group: string): Promise<number>;
  /** Rejects when the log cannot be reached. */
  check(): Promise<void>;
  close(): Promise<void>;
}
