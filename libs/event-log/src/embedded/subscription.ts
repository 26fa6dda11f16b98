import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedStore } from './store.js';
import type { RecordHandler, Subscription, SubscriptionProgress } from '../shared/event-log.js';
import { messageOf, type LogLine } from '../shared/log-line.js';
import { WakeSignal } from './wake-signal.js';
import { whenFree } from './sqlite-busy.js';

/** Poll interval while no wake-up arrives, in milliseconds. */
const POLL_MS = 100;
/** Delay of the commit of a handled offset, in milliseconds: a busy group makes 10 commits per second instead of hundreds. */
const COMMIT_MS = 100;
/** Minimum time between two batches, in milliseconds: under load each batch has several records; a single record does not wait. */
const BATCH_INTERVAL_MS = 8;
const FIRST_BACKOFF_MS = 50;
const LAST_BACKOFF_MS = 1_000;

export interface EmbeddedSubscriptionSettings {
  store: EmbeddedStore;
  group: string;
  handler: RecordHandler;
  maxBatch: number;
  /** Duration of the group's lease, in milliseconds; a member that does not renew it loses the group. */
  lease: number;
  log: LogLine;
  /** Called when a poll found records that no wake-up reported. */
  missed: () => void;
}

/** One member of a group: waits for the group's lease, then handles records and commits their offsets. */
export class EmbeddedSubscription implements Subscription {
  readonly #settings: EmbeddedSubscriptionSettings;
  readonly #owner = randomUUID();
  readonly #signal = new WakeSignal();
  readonly #closing = new AbortController();
  readonly #renewal: NodeJS.Timeout;
  readonly #done: Promise<void>;
  /** The last handled offset; undefined while another member holds the lease. */
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
        const retryInMs = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LAST_BACKOFF_MS);
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
      const woken = await this.#signal.wait(POLL_MS);
      if (!woken && position !== undefined && (await whenFree(() => store.end())) > position) missed();
      return;
    }
    this.#earliest = performance.now() + BATCH_INTERVAL_MS;
    await handler(records);
    // Undefined when the lease was lost meanwhile: the new owner starts at the committed offset.
    if (this.#position !== undefined) this.#position = Number(last.offset);
    this.#committing ??= setTimeout(() => void this.#commit(), COMMIT_MS);
  }

  /** Commits the last handled offset; after a failure the records are delivered again, which the inbox drops. */
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
      // The retry ends before the next renewal, so that renewals do not queue up.
      if (await whenFree(() => store.renew(group, this.#owner, lease), lease / 4)) this.#lastPollAt = Date.now();
      else this.#position = undefined;
    } catch (error) {
      log('warn', 'the lease could not be renewed', { group, error: messageOf(error) });
    }
  }
}
