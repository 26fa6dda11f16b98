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

/** What a subscription knows of its own progress; readiness is judged by it. */
export interface SubscriptionProgress {
  /** False when the consumer has stopped for good while the process lives on. */
  running: boolean;
  /** When the log last answered, with or without records; epoch milliseconds. */
  lastPollAt: number;
}

export interface Subscription {
  progress(): SubscriptionProgress;
  /** Stops delivery; resolves after the handler in flight has settled and its offset is committed. */
  close(): Promise<void>;
}

export interface SubscribeOptions {
  /** At most this many records per call of the handler. */
  maxBatch?: number;
}

/**
 * The event log that services publish to and consume from: durable, partitioned by key, at least once, in order per key.
 * Two adapters: the embedded log of a single machine, and Kafka.
 */
export interface EventLog {
  /**
   * Appends the messages in the order given; resolves when every one is durable. After a rejection any of them may or may not
   * stand in the log.
   */
  publish(messages: readonly WireMessage[]): Promise<void>;
  /** Delivers every record from the group's committed offset on, from the beginning for a new group. */
  subscribe(group: string, handler: RecordHandler, options?: SubscribeOptions): Promise<Subscription>;
  /** Every record that stands in the log now, partition by partition in order; independent of any group. */
  read(): AsyncIterable<LogRecord>;
  /** How many records the group has not committed. */
  lag(group: string): Promise<number>;
  /** Rejects when the log cannot be reached. */
  check(): Promise<void>;
  close(): Promise<void>;
}
