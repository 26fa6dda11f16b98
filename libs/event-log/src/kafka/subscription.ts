import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordHandler, Subscription, SubscriptionProgress } from '../shared/event-log.js';
import { KafkaBatches } from './batches.js';
import { KafkaMember, type KafkaMemberSettings } from './member.js';
import { messageOf, type LogLine } from '../shared/log-line.js';

const FIRST_RESTART_MS = 500;
const LAST_RESTART_MS = 2_000;

/** How long `close` waits for the broker after the handler has settled, in milliseconds. */
const CLOSE_LIMIT_MS = 5_000;

export interface KafkaSubscriptionSettings extends KafkaMemberSettings {
  handler: RecordHandler;
  maxBatch: number;
  isSkipped: (partition: number, offset: string) => Promise<boolean>;
  log: LogLine;
}

/** A subscription to a Kafka group: whenever its member ends, a new member joins, until `close`. */
export class KafkaSubscription implements Subscription {
  readonly #settings: KafkaSubscriptionSettings;
  readonly #batches: KafkaBatches;
  readonly #closing = new AbortController();
  readonly #supervised: Promise<void>;
  #member: KafkaMember | undefined;
  #restarts = 0;

  constructor(settings: KafkaSubscriptionSettings) {
    this.#settings = settings;
    this.#batches = new KafkaBatches({ ...settings, heartbeatInterval: settings.sessionTimeout / 5 });
    this.#supervised = this.#supervise();
  }

  progress(): SubscriptionProgress {
    return {
      running: this.#member?.isRunning ?? false,
      lastPollAt: this.#member?.liveness.answeredAt ?? 0,
      restarts: this.#restarts,
      stalled: this.#batches.stalled,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#batches.close();
    await this.#supervised;
    await this.#batches.handled();
    const limit = new AbortController();
    await Promise.race([
      this.#leave().finally(() => limit.abort()),
      sleep(CLOSE_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => undefined),
    ]);
  }

  async #leave(): Promise<void> {
    await this.#batches.commit();
    await this.#member?.leave();
  }

  /** Ends when the subscription closes. */
  async #supervise(): Promise<void> {
    const { signal } = this.#closing;
    const closing = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    for (let pause = FIRST_RESTART_MS; !signal.aborted; pause = Math.min(pause * 2, LAST_RESTART_MS)) {
      const member = (this.#member = new KafkaMember(this.#settings, this.#batches));
      const reason = await Promise.race([member.ended, closing]);
      if (reason === undefined) return;
      this.#batches.assign(member, []);
      member.leave().catch(() => undefined); // not awaited, because a frozen broker does not answer
      this.#restarts += 1;
      if (member.hasJoined) pause = FIRST_RESTART_MS;
      const { topic, group, log } = this.#settings;
      log('error', 'the consumer stopped and joins its group again', {
        ...{ topic, group, positions: this.#batches.positions, retryInMs: pause, error: messageOf(reason) },
      });
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
