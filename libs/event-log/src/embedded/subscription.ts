import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedStore } from './store.js';
import type { RecordHandler, Subscription, SubscriptionProgress } from '../shared/event-log.js';
import { messageOf, type LogLine } from '../shared/log-line.js';
import { Signal } from './wake-signal.js';
import { whenFree } from './sqlite-busy.js';

/** How often to look without having been woken, in milliseconds. */
const POLL = 100;
/** How long a handled offset may wait for its commit, so that a busy group costs the log ten commits a second and not hundreds. */
const COMMIT_AFTER = 100;
/** The least time between two batches: under load they carry several records each, and a lone record does not wait. */
const GATHER = 8;
const FIRST_BACKOFF = 50;
const LAST_BACKOFF = 1_000;

export interface EmbeddedSubscriptionSettings {
  store: EmbeddedStore;
  group: string;
  handler: RecordHandler;
  maxBatch: number;
  /** Milliseconds after which a member that stopped renewing loses the group. */
  lease: number;
  log: LogLine;
  /** Called when a poll found records of which no wake-up told. */
  missed: () => void;
}

/** One member of a group: waits for the group's lease, then handles records and commits behind them. */
export class EmbeddedSubscription implements Subscription {
  readonly #settings: EmbeddedSubscriptionSettings;
  readonly #owner = randomUUID();
  readonly #signal = new Signal();
  readonly #closing = new AbortController();
  readonly #renewal: NodeJS.Timeout;
  readonly #done: Promise<void>;
  /** The offset handled last; undefined while another member has the group. */
  #position: number | undefined;
  #committing: NodeJS.Timeout | undefined;
  #earliest = 0;
  #lastPollAt = Date.now();

  constructor(settings: EmbeddedSubscriptionSettings) {
    this.#settings = settings;
    this.#renewal = setInterval(() => void this.#renew(), settings.lease / 4);
    this.#done = this.#run();
  }

  wake(): void {
    this.#signal.raise();
  }

  progress(): SubscriptionProgress {
    return { running: !this.#closing.signal.aborted, lastPollAt: this.#lastPollAt };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#signal.raise();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { store, group, log } = this.#settings;
    let failures = 0;
    while (!this.#closing.signal.aborted) {
      try {
        await this.#step();
        failures = 0;
      } catch (error) {
        failures++;
        const retryInMs = Math.min(FIRST_BACKOFF * 2 ** (failures - 1), LAST_BACKOFF);
        log('warn', 'the handler failed; the records are delivered again', {
          ...{ group, offset: this.#position, failures, retryInMs, error: messageOf(error) },
        });
        await sleep(retryInMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
    clearInterval(this.#renewal);
    await this.#commit();
    await whenFree(() => store.release(group, this.#owner)).catch((error: unknown) =>
      log('warn', 'the group stays leased until the lease runs out', { group, error: messageOf(error) }),
    );
  }

  async #step(): Promise<void> {
    const { store, group, handler, maxBatch, lease, missed } = this.#settings;
    this.#position ??= await whenFree(() => store.claim(group, this.#owner, lease));
    const early = this.#earliest - performance.now();
    if (early > 0) await sleep(early);
    const position = this.#position;
    const records = position === undefined ? [] : await whenFree(() => store.read(position, maxBatch));
    this.#lastPollAt = Date.now();
    const last = records.at(-1);
    if (!last) {
      const woken = await this.#signal.wait(POLL);
      if (!woken && position !== undefined && (await whenFree(() => store.end())) > position) missed();
      return;
    }
    this.#earliest = performance.now() + GATHER;
    await handler(records);
    // Undefined when the lease was lost meanwhile: the new owner begins at what is committed.
    if (this.#position !== undefined) this.#position = Number(last.offset);
    this.#committing ??= setTimeout(() => void this.#commit(), COMMIT_AFTER);
  }

  /** Commits the offset handled last; a failure leaves the records to be delivered again, which consumers must bear anyway. */
  async #commit(): Promise<void> {
    clearTimeout(this.#committing);
    this.#committing = undefined;
    const { store, group, lease, log } = this.#settings;
    const position = this.#position;
    if (position === undefined) return;
    try {
      const kept = await whenFree(() => store.commit(group, this.#owner, position, lease));
      if (!kept) this.#position = undefined;
    } catch (error) {
      log('warn', 'the offset could not be committed', { group, error: messageOf(error) });
    }
  }

  async #renew(): Promise<void> {
    if (this.#position === undefined) return;
    const { store, group, lease, log } = this.#settings;
    try {
      // Not retried beyond the next renewal, which would only queue up behind it.
      if (await whenFree(() => store.renew(group, this.#owner, lease), lease / 4)) this.#lastPollAt = Date.now();
      else this.#position = undefined;
    } catch (error) {
      log('warn', 'the lease could not be renewed', { group, error: messageOf(error) });
    }
  }
}
