import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { RecordHandler, StalledPartition } from '../shared/event-log.js';
import { toRecord } from './client.js';
import type { FetchedMessage, Undecodable } from './fetch-decoder.js';
import { withHeartbeats } from './heartbeats.js';
import { KafkaOffsets } from './offsets.js';
import { messageOf, type LogLine } from '../shared/log-line.js';

const FIRST_BACKOFF = 100;
const LAST_BACKOFF = 2_000;
/** How often an undecodable batch is looked at again, in milliseconds; every twelfth time it is logged again. */
const STALLED_RETRY = 5_000;
const STALLED_LOG_EVERY = 12;

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
  isSkipped: (partition: number, offset: string) => Promise<boolean>;
}

/**
 * Brings fetched batches to the handler: in chunks, one chunk of a partition at a time, each to be committed when it is handled. A
 * partition whose handler failed, or whose next batch cannot be decoded, is paused for a moment, so that the others go on.
 */
export class KafkaBatches {
  readonly #settings: KafkaBatchesSettings;
  readonly #inFlight = new Map<number, Promise<void>>();
  readonly #failures = new Map<number, number>();
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

  /** Where each partition goes on, as `partition:offset`, as far as it is known here. */
  get positions(): string {
    return [...this.#positions].map(([partition, offset]) => `${partition}:${offset}`).join(' ');
  }

  /** @param member whose batches count from now on; what another one brings is dropped */
  assign(member: object, partitions: readonly number[]): void {
    this.#member = member;
    this.#assigned = new Set(partitions);
    this.#offsets.forget();
    for (const partition of this.#stalled.keys()) if (!this.#assigned.has(partition)) this.#stalled.delete(partition);
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

  /** The records up to `last` were not for the handler. */
  passed(member: object, partition: number, last: string, commit: EachBatchPayload['commitOffsetsIfNecessary']): void {
    if (this.#owns(member, partition)) this.#offsets.passed(partition, after(last), commit);
  }

  async handle(member: object, payload: EachBatchPayload): Promise<void> {
    const { partition } = payload.batch;
    // After a rebalance kafkajs may fetch a partition again while the handler still has a chunk of it.
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
      const chunk = undecodable ? messages.slice(from, from + 1) : this.#chunkFrom(messages, from);
      from += chunk.length;
      const passes = undecodable
        ? await this.#skip(member, payload, undecodable)
        : await this.#apply(member, payload, chunk);
      if (!passes) return;
    }
  }

  #chunkFrom(messages: readonly FetchedMessage[], from: number): readonly FetchedMessage[] {
    const chunk = messages.slice(from, from + this.#settings.maxBatch);
    const end = chunk.findIndex((message) => message.undecodable);
    return end === -1 ? chunk : chunk.slice(0, end);
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
      const retryInMs = Math.min(FIRST_BACKOFF * 2 ** (failures - 1), LAST_BACKOFF);
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
      try {
        await handler(records);
      } catch (cause) {
        throw new HandlerFailure('the handler rejected', { cause });
      }
      this.#resolve(member, payload, records.at(-1)?.offset ?? payload.batch.lastOffset());
    };
    await withHeartbeats(payload.heartbeat, heartbeatInterval, handled);
  }

  /** @returns whether an operator has decided to go on behind the batch; otherwise the partition is paused */
  async #skip(member: object, payload: EachBatchPayload, undecodable: Undecodable): Promise<boolean> {
    const { topic, group, log, isSkipped } = this.#settings;
    const { partition } = payload.batch;
    const { first, last, codec, reason } = undecodable;
    this.#positions.set(partition, first);
    const details = { topic, group, partition, offset: first, lastOffset: last, codec, error: reason };
    const skipped = await isSkipped(partition, first).catch((error: unknown) => {
      log('warn', 'it is not known whether the batch is to be skipped', { ...details, error: messageOf(error) });
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
      log('error', `a batch cannot be decoded; its partition waits, the others go on: ${next}`, details);
    }
    this.#later(STALLED_RETRY, payload.pause());
    return false;
  }

  #resolve(member: object, payload: EachBatchPayload, offset: string): void {
    const { batch } = payload;
    payload.resolveOffset(offset);
    this.#positions.set(batch.partition, after(offset));
    // It may have been given to another member meanwhile.
    if (!this.#owns(member, batch.partition)) return;
    // Behind the last record there may be the marker of a transaction, which is not delivered.
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

/** Where a group goes on that has dealt with this offset. */
function after(offset: string): string {
  return String(BigInt(offset) + 1n);
}

class HandlerFailure extends Error {}
