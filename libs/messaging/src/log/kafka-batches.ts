import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { RecordHandler } from './event-log.js';
import { toRecord } from './kafka-client.js';
import { withHeartbeats } from './kafka-heartbeats.js';
import { KafkaOffsets } from './kafka-offsets.js';
import { messageOf, type LogLine } from './log-line.js';

const FIRST_BACKOFF = 100;
const LAST_BACKOFF = 2_000;

/**
 * How long the records of a fetch are at work at least, in milliseconds: kafkajs fetches again when all of them are handled, and
 * asks for every partition each time. Under load the next fetch brings several events, and a lone event does not wait.
 */
const PACE_MS = 10;

export interface KafkaBatchesSettings {
  topic: string;
  group: string;
  handler: RecordHandler;
  maxBatch: number;
  heartbeatInterval: number;
  log: LogLine;
}

/**
 * Brings fetched batches to the handler: in chunks, one chunk of a partition at a time, each to be committed when it is handled. A
 * partition whose handler failed is paused for a moment, so that the others go on.
 */
export class KafkaBatches {
  readonly #settings: KafkaBatchesSettings;
  readonly #inFlight = new Map<number, Promise<void>>();
  readonly #failures = new Map<number, number>();
  readonly #resumes = new Set<NodeJS.Timeout>();
  readonly #offsets: KafkaOffsets;
  #assigned: ReadonlySet<number> = new Set();
  #closed = false;

  constructor(settings: KafkaBatchesSettings) {
    this.#settings = settings;
    this.#offsets = new KafkaOffsets(settings.topic, settings.log);
  }

  assign(partitions: readonly number[]): void {
    this.#assigned = new Set(partitions);
    this.#offsets.forget();
  }

  /** Takes no further chunk. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#resumes) clearTimeout(timer);
  }

  /** Resolves when no handler is at work. */
  async handled(): Promise<void> {
    await Promise.allSettled(this.#inFlight.values());
  }

  /** Commits what was handled, for the last time. */
  commit(): Promise<void> {
    return this.#offsets.close();
  }

  async handle(payload: EachBatchPayload): Promise<void> {
    const { partition } = payload.batch;
    // After a rebalance kafkajs may fetch a partition anew while a chunk of it is still with the handler.
    const before = this.#inFlight.get(partition) ?? Promise.resolve();
    const now = before.catch(() => undefined).then(() => this.#chunks(payload));
    this.#inFlight.set(partition, now);
    await Promise.all([now, sleep(PACE_MS)]);
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
        if (!(error instanceof HandlerFailure)) {
          // A heartbeat that failed: the member joins anew and goes on where it has committed.
          await this.#offsets.commit();
          throw error;
        }
        const failures = (this.#failures.get(partition) ?? 0) + 1;
        this.#failures.set(partition, failures);
        log('warn', 'records are to be delivered again', { group, partition, failures, error: messageOf(error.cause) });
        this.#later(Math.min(FIRST_BACKOFF * 2 ** (failures - 1), LAST_BACKOFF), pause());
        return;
      }
    }
  }

  async #chunk({ batch, ...payload }: EachBatchPayload, messages: KafkaMessage[]): Promise<void> {
    const { handler, heartbeatInterval } = this.#settings;
    const { partition } = batch;
    const records = messages.map((message) => toRecord(partition, message));
    const handled = async () => {
      try {
        await handler(records);
      } catch (cause) {
        throw new HandlerFailure('the handler rejected', { cause });
      }
      const offset = records.at(-1)?.offset ?? batch.lastOffset();
      payload.resolveOffset(offset);
      // It may have been given to another member meanwhile.
      if (!this.#assigned.has(partition)) return;
      this.#offsets.handled(partition, String(BigInt(offset) + 1n), payload.commitOffsetsIfNecessary);
    };
    await withHeartbeats(payload.heartbeat, heartbeatInterval, handled);
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
