import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { Gathering } from '../gathering.js';
import type { RecordHandler } from './event-log.js';
import { toRecord } from './kafka-client.js';
import { withHeartbeats } from './kafka-heartbeats.js';
import { messageOf, type LogLine } from './log-line.js';

const FIRST_BACKOFF = 100;
const LAST_BACKOFF = 2_000;

/** Partitions whose offsets one request commits. */
const COMMITTED_TOGETHER = 100;

interface Handled {
  partition: number;
  /** Where the group goes on. */
  offset: string;
  commit: EachBatchPayload['commitOffsetsIfNecessary'];
}

export interface KafkaBatchesSettings {
  topic: string;
  group: string;
  handler: RecordHandler;
  maxBatch: number;
  heartbeatInterval: number;
  log: LogLine;
}

/**
 * Brings fetched batches to the handler: in chunks, one chunk of a partition at a time, each committed when it is handled. A
 * partition whose handler failed is paused for a moment, so that the others go on.
 */
export class KafkaBatches {
  readonly #settings: KafkaBatchesSettings;
  readonly #inFlight = new Map<number, Promise<void>>();
  readonly #handling = new Set<Promise<void>>();
  readonly #failures = new Map<number, number>();
  readonly #resumes = new Set<NodeJS.Timeout>();
  readonly #commits = new Gathering<Handled>(
    (handled) => this.#commit(handled),
    COMMITTED_TOGETHER,
    () => 1,
  );
  #assigned: ReadonlySet<number> = new Set();
  #closed = false;

  constructor(settings: KafkaBatchesSettings) {
    this.#settings = settings;
  }

  assign(partitions: readonly number[]): void {
    this.#assigned = new Set(partitions);
  }

  /** Takes no further chunk. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#resumes) clearTimeout(timer);
  }

  /** Resolves when no handler is at work. */
  async handled(): Promise<void> {
    await Promise.allSettled(this.#handling);
  }

  async handle(payload: EachBatchPayload): Promise<void> {
    const { partition } = payload.batch;
    // After a rebalance kafkajs may fetch a partition anew while a chunk of it is still with the handler.
    const before = this.#inFlight.get(partition) ?? Promise.resolve();
    const now = before.catch(() => undefined).then(() => this.#chunks(payload));
    this.#inFlight.set(partition, now);
    await now;
  }

  async #chunks(payload: EachBatchPayload): Promise<void> {
    const { batch, isRunning, isStale, pause } = payload;
    const { partition } = batch;
    const { group, maxBatch, log } = this.#settings;
    for (let from = 0; from < batch.messages.length; from += maxBatch) {
      if (this.#closed || !isRunning() || isStale() || !this.#assigned.has(partition)) return;
      try {
        await this.#chunk(payload, batch.messages.slice(from, from + maxBatch));
        this.#failures.delete(partition);
      } catch (error) {
        if (!(error instanceof HandlerFailure)) throw error;
        const failures = (this.#failures.get(partition) ?? 0) + 1;
        this.#failures.set(partition, failures);
        log('warn', 'records are to be delivered again', { group, partition, failures, error: messageOf(error.cause) });
        this.#later(Math.min(FIRST_BACKOFF * 2 ** (failures - 1), LAST_BACKOFF), pause());
        return;
      }
    }
  }

  /** A commit that failed is thrown to kafkajs, which fetches from the resolved offset again. */
  async #chunk({ batch, ...payload }: EachBatchPayload, messages: KafkaMessage[]): Promise<void> {
    const { handler, heartbeatInterval } = this.#settings;
    const { partition } = batch;
    const records = messages.map((message) => toRecord(partition, message));
    const handled = async () => {
      const handling = Promise.resolve(records).then(handler); // so that one who throws at once counts as well
      this.#handling.add(handling);
      try {
        await handling;
      } catch (cause) {
        throw new HandlerFailure('the handler rejected', { cause });
      } finally {
        this.#handling.delete(handling);
      }
      const offset = records.at(-1)?.offset ?? batch.lastOffset();
      const next = String(BigInt(offset) + 1n);
      await this.#commits.add({ partition, offset: next, commit: payload.commitOffsetsIfNecessary });
      payload.resolveOffset(offset);
    };
    await withHeartbeats(payload.heartbeat, heartbeatInterval, handled);
  }

  /** In one request for all partitions. Not consumer.commitOffsets: that one does nothing, silently, once the consumer is stopping. */
  async #commit(handled: readonly Handled[]): Promise<void> {
    const { topic } = this.#settings;
    const partitions = handled.map(({ partition, offset }) => ({ partition, offset }));
    await handled[0]?.commit({ topics: [{ topic, partitions }] });
  }

  #later(milliseconds: number, resume: () => void): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#resumes.delete(timer);
      resume();
    }, milliseconds);
    this.#resumes.add(timer);
  }
}

class HandlerFailure extends Error {}
