import type { WireMessage } from '@carshare/events';

/** A message with its position in the log. */
export interface LogRecord extends WireMessage {
  partition: number;
  /** Increases within a partition; a decimal text, because a broker's offsets may exceed 2^53. */
  offset: string;
}

/**
 * Handles records of one partition in order. After it resolves, the group's offset moves past the records; after it rejects, they are
 * delivered again.
 */
export type RecordHandler = (records: readonly LogRecord[]) => Promise<void>;

/** A batch that cannot be decoded; its partition waits until an operator skips the batch. */
export interface StalledPartition {
  partition: number;
  /** Offset of the batch's first record. */
  offset: string;
  reason: string;
}

/** The progress of a subscription, for metrics and alerts. */
export interface SubscriptionProgress {
  /** Whether the consumer is a member of its group; false during an outage of the broker, for example. */
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

/** The position of a group in one partition. */
export interface PartitionOffsets {
  partition: number;
  /** The offset after the last record that the group has handled. */
  committed: bigint;
  /** The offset after the last record of the partition. */
  end: bigint;
}

/** Options of {@link EventLog.subscribe}. */
export interface SubscribeOptions {
  /** At most this many records per call of the handler. */
  maxBatch?: number;
  /** Whether an operator has decided to skip the undecodable batch at this offset; called for each attempt. */
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
   * Appends the messages in order; resolves when all of them are durable. After a rejection any of them may or may not be in the log.
   */
  publish(messages: readonly WireMessage[]): Promise<void>;
  /**
   * Delivers every record from the group's committed offset on, or from the beginning for a new group. Resolves even when the log
   * cannot be reached: the subscription joins later.
   */
  subscribe(group: string, handler: RecordHandler, options?: SubscribeOptions): Promise<Subscription>;
  /** Every record that is in the log now, partition by partition and in order; independent of any group. */
  read(): AsyncIterable<LogRecord>;
  /** The position of the group in every partition. */
  offsets(group: string): Promise<PartitionOffsets[]>;
  /** How many records the group has not committed; those of open transactions do not count. */
  lag(group: string): Promise<number>;
  /** Rejects when the log cannot be reached. */
  check(): Promise<void>;
  close(): Promise<void>;
}
