import type { EachBatchPayload } from 'kafkajs';
import { messageOf, type LogLine } from '../shared/log-line.js';

/** Delay of the commit of handled offsets, in milliseconds. */
const COMMIT_MS = 200;
/** Delay of the retry of a failed commit, in milliseconds. */
const RETRY_MS = 1_000;

type Commit = EachBatchPayload['commitOffsetsIfNecessary'];

/**
 * Commits the handled offsets of all partitions together, at most every 200 ms, because the broker writes a record per commit. Records
 * that were not committed before a crash are delivered again.
 */
export class KafkaOffsets {
  readonly #topic: string;
  readonly #log: LogLine;
  readonly #handled = new Map<number, string>();
  #send: Commit | undefined;
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> = Promise.resolve();

  constructor(topic: string, log: LogLine) {
    this.#topic = topic;
    this.#log = log;
  }

  /**
   * @param next the offset to commit
   * @param commit commits through the running consumer; `consumer.commitOffsets` silently does nothing once the consumer is stopping
   */
  handled(partition: number, next: string, commit: Commit): void {
    this.#handled.set(partition, next);
    this.#send = commit;
    this.#arm(COMMIT_MS);
  }

  /**
   * Records before `next` are not delivered: aborted transactions and control records. They are committed like handled records, because
   * the group's lag would otherwise never become 0.
   */
  passed(partition: number, next: string, commit: Commit): void {
    const handled = this.#handled.get(partition);
    if (handled !== undefined && BigInt(handled) >= BigInt(next)) return;
    this.handled(partition, next, this.#send ?? commit);
  }

  /** Forgets uncommitted offsets after a rebalance: committing them could move another member's offset back. */
  forget(): void {
    this.#handled.clear();
    this.#send = undefined;
  }

  /** Commits the handled offsets. Commits run one after the other, so that an older offset never follows a newer one. */
  commit(): Promise<void> {
    this.#committing = this.#committing.then(() => this.#commitAll());
    return this.#committing;
  }

  /** Commits the remaining offsets; after a failure their records are delivered again. */
  async close(): Promise<void> {
    await this.commit();
    clearTimeout(this.#timer);
  }

  #arm(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.commit();
    }, milliseconds);
  }

  async #commitAll(): Promise<void> {
    const handled = [...this.#handled];
    if (handled.length === 0) return;
    const partitions = handled.map(([partition, offset]) => ({ partition, offset }));
    try {
      await this.#send?.({ topics: [{ topic: this.#topic, partitions }] });
    } catch (error) {
      this.#log('warn', 'the offsets could not be committed; the commit is retried', {
        topic: this.#topic,
        offsets: handled.map(([partition, offset]) => `${partition}:${offset}`).join(' '),
        retryInMs: RETRY_MS,
        error: messageOf(error),
      });
      this.#arm(RETRY_MS);
      return;
    }
    for (const [partition, offset] of handled) {
      if (this.#handled.get(partition) === offset) this.#handled.delete(partition);
    }
  }
}
