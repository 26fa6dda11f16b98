import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { RecordHandler, StalledPartition } from '../shared/event-log.js';
import { toRecord } from './client.js';
import type { FetchedMessage, Undecodable } from './fetch-decoder.js';
import { withHeartbeats } from './heartbeats.js';
import { KafkaOffsets } from './offsets.js';
import { messageOf, type LogLine } from '../shared/log-line.js';

const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 2_000;
/**
 * How long the handler should work at a chunk, in milliseconds. A rebalance waits for the chunk, and removes the member after 12 s: it
 * would then have to join again, and receive the same records again.
 */
const CHUNK_MS = 2_000;
/** Retry interval of an undecodable batch, in milliseconds; every 12th retry is logged. */
const STALLED_RETRY_MS = 5_000;
const STALLED_LOG_EVERY = 12;

/**
 * Minimum time between two fetches of a partition, in milliseconds. kafkajs fetches all partitions again as soon as the records are
 * handled; the pause lets a fetch return several events under load, and does not delay a single event.
 */
const PACE_MS = 10;

export interface KafkaBatchesSettings {
  topic: string;
  group: string;
  handler: RecordHandler;
  maxBatch: number;
  heartbeatInterval: number;
  log: LogLine;
  isSkipped: (partition: number, offset: string) => Promise<boolean>;
}

/**
 * Passes fetched batches to the handler in chunks, one chunk of a partition at a time, and commits each handled chunk. A partition
 * whose handler failed, or whose next batch cannot be decoded, is paused; the other partitions continue.
 */
export class KafkaBatches {
  readonly #settings: KafkaBatchesSettings;
  readonly #inFlight = new Map<number, Promise<void>>();
  readonly #failures = new Map<number, number>();
  /** How many records the next chunk of a partition may have: fewer than `maxBatch` while the handler is slow. */
  readonly #chunkSizes = new Map<number, number>();
  readonly #stalled = new Map<number, StalledPartition>();
  readonly #positions = new Map<number, string>();
  readonly #resumes = new Set<NodeJS.Timeout>();
  readonly #offsets: KafkaOffsets;
  #member: object | undefined;
  #assigned: ReadonlySet<number> = new Set();
  #closed = false;

  constructor(settings: KafkaBatchesSettings) {
    this.#settings = settings;
    this.#offsets = new KafkaOffsets(settings.topic, settings.log);
  }

  get stalled(): readonly StalledPartition[] {
    return [...this.#stalled.values()];
  }

  /** The next offset of each known partition, as `partition:offset`. */
  get positions(): string {
    return [...this.#positions].map(([partition, offset]) => `${partition}:${offset}`).join(' ');
  }

  /** @param member the current member; batches of earlier members are dropped */
  assign(member: object, partitions: readonly number[]): void {
    this.#member = member;
    this.#assigned = new Set(partitions);
    this.#offsets.forget();
    for (const partition of this.#stalled.keys()) if (!this.#assigned.has(partition)) this.#stalled.delete(partition);
  }

  /** Starts no further chunk. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#resumes) clearTimeout(timer);
  }

  /** Resolves when no handler is running. */
  async handled(): Promise<void> {
    await Promise.allSettled(this.#inFlight.values());
  }

  /** Commits the handled offsets for the last time. */
  commit(): Promise<void> {
    return this.#offsets.close();
  }

  /** Records up to `last` that are not delivered: aborted transactions and control records. */
  passed(member: object, partition: number, last: string, commit: EachBatchPayload['commitOffsetsIfNecessary']): void {
    if (this.#owns(member, partition)) this.#offsets.passed(partition, after(last), commit);
  }

  async handle(member: object, payload: EachBatchPayload): Promise<void> {
    const { partition } = payload.batch;
    // After a rebalance kafkajs may fetch a partition again while the handler still processes a chunk of it.
    const before = this.#inFlight.get(partition) ?? Promise.resolve();
    const now = before.catch(() => undefined).then(() => this.#chunks(member, payload));
    this.#inFlight.set(partition, now);
    await Promise.all([now, sleep(PACE_MS)]);
  }

  #owns(member: object, partition: number): boolean {
    return this.#member === member && this.#assigned.has(partition);
  }

  async #chunks(member: object, payload: EachBatchPayload): Promise<void> {
    const { batch, isRunning, isStale } = payload;
    const { partition } = batch;
    const messages: readonly FetchedMessage[] = batch.messages;
    for (let from = 0; from < messages.length;) {
      if (this.#closed || !isRunning() || isStale() || !this.#owns(member, partition)) return;
      const undecodable = messages[from]?.undecodable;
      const chunk = undecodable ? messages.slice(from, from + 1) : this.#chunkFrom(messages, from, partition);
      from += chunk.length;
      const passes = undecodable
        ? await this.#skip(member, payload, undecodable)
        : await this.#apply(member, payload, chunk);
      if (!passes) return;
    }
  }

  #chunkFrom(messages: readonly FetchedMessage[], from: number, partition: number): readonly FetchedMessage[] {
    const chunk = messages.slice(from, from + this.#chunkSize(partition));
    const end = chunk.findIndex((message) => message.undecodable);
    return end === -1 ? chunk : chunk.slice(0, end);
  }

  #chunkSize(partition: number): number {
    return this.#chunkSizes.get(partition) ?? this.#settings.maxBatch;
  }

  #adapt(partition: number, tookMs: number): void {
    const size = this.#chunkSize(partition);
    if (tookMs > CHUNK_MS) this.#chunkSizes.set(partition, Math.max(1, Math.floor(size / 2)));
    else if (tookMs < CHUNK_MS / 4) this.#chunkSizes.set(partition, Math.min(this.#settings.maxBatch, size * 2));
  }

  /** @returns whether the chunk was handled; otherwise the partition is paused */
  async #apply(member: object, payload: EachBatchPayload, chunk: readonly KafkaMessage[]): Promise<boolean> {
    const { partition } = payload.batch;
    const { topic, group, log } = this.#settings;
    this.#positions.set(partition, chunk[0]?.offset ?? '');
    try {
      await this.#chunk(member, payload, chunk);
      this.#failures.delete(partition);
      this.#stalled.delete(partition);
      return true;
    } catch (error) {
      if (!(error instanceof HandlerFailure)) {
        // The heartbeat failed: the member joins again and continues at its committed offset.
        await this.#offsets.commit();
        throw error;
      }
      const failures = (this.#failures.get(partition) ?? 0) + 1;
      this.#failures.set(partition, failures);
      const retryInMs = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LAST_BACKOFF_MS);
      const [first] = chunk;
      log('warn', 'the handler failed; the records are delivered again', {
        ...{ topic, group, partition, offset: first?.offset, failures, retryInMs, error: messageOf(error.cause) },
      });
      this.#later(retryInMs, payload.pause());
      return false;
    }
  }

  async #chunk(member: object, payload: EachBatchPayload, messages: readonly KafkaMessage[]): Promise<void> {
    const { handler, heartbeatInterval } = this.#settings;
    const { partition } = payload.batch;
    const records = messages.map((message) => toRecord(partition, message));
    const handled = async (): Promise<void> => {
      const begun = performance.now();
      try {
        await handler(records);
      } catch (cause) {
        throw new HandlerFailure('the handler rejected', { cause });
      } finally {
        this.#adapt(partition, performance.now() - begun);
      }
      this.#resolve(member, payload, records.at(-1)?.offset ?? payload.batch.lastOffset());
    };
    await withHeartbeats(payload.heartbeat, heartbeatInterval, handled);
  }

  /** @returns whether an operator has decided to skip the batch; otherwise the partition is paused */
  async #skip(member: object, payload: EachBatchPayload, undecodable: Undecodable): Promise<boolean> {
    const { topic, group, log, isSkipped } = this.#settings;
    const { partition } = payload.batch;
    const { first, last, codec, reason } = undecodable;
    this.#positions.set(partition, first);
    const details = { topic, group, partition, offset: first, lastOffset: last, codec, error: reason };
    const skipped = await isSkipped(partition, first).catch((error: unknown) => {
      log('warn', 'the decision to skip a batch could not be read; the partition waits', {
        ...details,
        error: messageOf(error),
      });
      return false;
    });
    if (skipped) {
      log('warn', 'an undecodable batch is skipped, as the operator decided', details);
      this.#failures.delete(partition);
      this.#stalled.delete(partition);
      this.#resolve(member, payload, last);
      return true;
    }
    const failures = this.#failures.get(partition) ?? 0;
    this.#failures.set(partition, failures + 1);
    this.#stalled.set(partition, { partition, offset: first, reason });
    if (failures % STALLED_LOG_EVERY === 0) {
      const next = `skip it with the command \`skip-batch ${partition} ${first}\``;
      log('error', `a batch cannot be decoded; its partition waits, the others continue: ${next}`, details);
    }
    this.#later(STALLED_RETRY_MS, payload.pause());
    return false;
  }

  #resolve(member: object, payload: EachBatchPayload, offset: string): void {
    const { batch } = payload;
    payload.resolveOffset(offset);
    this.#positions.set(batch.partition, after(offset));
    // The partition may have been assigned to another member meanwhile.
    if (!this.#owns(member, batch.partition)) return;
    // The last record may be followed by a transaction marker, which is not delivered.
    const end = batch.messages.at(-1)?.offset === offset ? batch.lastOffset() : offset;
    this.#offsets.handled(batch.partition, after(end), payload.commitOffsetsIfNecessary);
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

/** The offset that a group commits after it has handled the record at `offset`: the next one to read. */
function after(offset: string): string {
  return String(BigInt(offset) + 1n);
}

class HandlerFailure extends Error {}
