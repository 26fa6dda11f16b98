import type { EachBatchPayload } from 'kafkajs';
import { messageOf, type LogLine } from '../shared/log-line.js';

/** How long what was handled waits for the commit of its offset, in milliseconds. */
const COMMIT_MS = 200;
const AGAIN_MS = 1_000;

type Commit = EachBatchPayload['commitOffsetsIfNecessary'];

/**
 * Commits the offsets of what was handled: of all partitions together and only now and then, since each commit is a record that the
 * broker writes. What is not committed when its member dies is delivered again, as any record may be.
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
   * @param next where the group goes on
   * @param commit of the consumer that is at work. Not consumer.commitOffsets: that one does nothing, silently, once it is stopping
   */
  handled(partition: number, next: string, commit: Commit): void {
    this.#handled.set(partition, next);
    this.#send = commit;
    this.#arm(COMMIT_MS);
  }

  /**
   * Nothing up to `next` is for the handler: records of an aborted transaction, and the markers that end one. Committed like handled
   * ones, since the lag of the group would otherwise never become 0.
   */
  passed(partition: number, next: string, commit: Commit): void {
    const handled = this.#handled.get(partition);
    if (handled !== undefined && BigInt(handled) >= BigInt(next)) return;
    this.handled(partition, next, this.#send ?? commit);
  }

  /** The partitions are given out anew, and begin where they were committed: what was known before could set another member back. */
  forget(): void {
    this.#handled.clear();
    this.#send = undefined;
  }

  /** Commits what was handled now: one after the other, so that an older offset is never committed after a newer one. */
  commit(): Promise<void> {
    this.#committing = this.#committing.then(() => this.#commitAll());
    return this.#committing;
  }

  /** Commits what is left; when that cannot be done, it is delivered again. */
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
      this.#log('warn', 'offsets could not be committed and are tried again', {
        topic: this.#topic,
        offsets: handled.map(([partition, offset]) => `${partition}:${offset}`).join(' '),
        retryInMs: AGAIN_MS,
        error: messageOf(error),
      });
      this.#arm(AGAIN_MS);
      return;
    }
    for (const [partition, offset] of handled) {
      if (this.#handled.get(partition) === offset) this.#handled.delete(partition);
    }
  }
}
