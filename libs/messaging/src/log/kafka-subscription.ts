import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { RecordHandler, Subscription, SubscriptionProgress } from './event-log.js';
import { KafkaBatches } from './kafka-batches.js';
import { RETRIES } from './kafka-client.js';
import { messageOf, type LogLine } from './log-line.js';

/** As many as the topic has by default; kafkajs starts every one of its workers after each answer of the broker. */
const PARTITIONS_AT_ONCE = 12;
const FIRST_RESTART = 500;
const LAST_RESTART = 5_000;

/** How long close waits for the broker, once the handler has settled. */
const CLOSE_LIMIT = 5_000;

export interface KafkaSubscriptionSettings {
  kafka: Kafka;
  topic: string;
  group: string;
  handler: RecordHandler;
  maxBatch: number;
  /** Milliseconds after which the broker gives the partitions of a silent member to others. */
  sessionTimeout: number;
  log: LogLine;
}

/**
 * One member of a Kafka group. kafkajs restarts a crashed consumer only after errors it deems retriable and leaves it dead after
 * others; here every crash is followed by a fresh consumer, until `close`.
 */
export class KafkaSubscription implements Subscription {
  readonly #settings: KafkaSubscriptionSettings;
  readonly #batches: KafkaBatches;
  readonly #closing = new AbortController();
  #consumer: Consumer | undefined;
  #restart: Promise<void> | undefined;
  #running = false;
  #lastPollAt = Date.now();

  private constructor(settings: KafkaSubscriptionSettings) {
    this.#settings = settings;
    this.#batches = new KafkaBatches({ ...settings, heartbeatInterval: settings.sessionTimeout / 5 });
  }

  /** Resolves when the member has joined its group, or when joining failed after connecting and goes on being tried. */
  static async start(settings: KafkaSubscriptionSettings): Promise<KafkaSubscription> {
    const subscription = new KafkaSubscription(settings);
    await subscription.#start();
    return subscription;
  }

  progress(): SubscriptionProgress {
    return { running: this.#running, lastPollAt: this.#lastPollAt };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#running = false;
    this.#batches.close();
    await this.#batches.handled();
    const limit = new AbortController();
    await Promise.race([
      this.#leave().finally(() => limit.abort()),
      sleep(CLOSE_LIMIT, undefined, { signal: limit.signal }).catch(() => undefined),
    ]);
  }

  async #leave(): Promise<void> {
    await this.#batches.commit();
    await this.#restart;
    await this.#consumer?.disconnect();
  }

  async #start(): Promise<void> {
    const { kafka, topic, group, sessionTimeout } = this.#settings;
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout,
      heartbeatInterval: sessionTimeout / 5,
      rebalanceTimeout: 30_000,
      // An event ends a fetch at once; while there is none, heartbeats, a rebalance and a close wait for it.
      maxWaitTimeInMs: 2_000,
      allowAutoTopicCreation: false,
      retry: { retries: RETRIES.consumer, restartOnFailure: async () => false },
    });
    const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT } = consumer.events;
    const alive = () => {
      this.#lastPollAt = Date.now();
    };
    consumer.on(FETCH, alive);
    consumer.on(HEARTBEAT, alive);
    consumer.on(GROUP_JOIN, ({ payload }) => {
      alive();
      this.#running = true;
      this.#batches.assign(payload.memberAssignment[topic] ?? []);
    });
    consumer.on(CRASH, ({ payload }) => this.#crashed(payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      this.#consumer = consumer;
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        // All that a fetch brings is handled at once: the handler shares its work among partitions.
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload: EachBatchPayload) => this.#batches.handle(payload),
      });
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  #crashed(error: Error): void {
    this.#running = false;
    this.#batches.assign([]);
    this.#settings.log('error', 'the consumer crashed and is started anew', {
      group: this.#settings.group,
      error: messageOf(error),
    });
    this.#restart ??= this.#startAgain().finally(() => {
      this.#restart = undefined;
    });
  }

  async #startAgain(): Promise<void> {
    const { signal } = this.#closing;
    for (let pause = FIRST_RESTART; !signal.aborted; pause = Math.min(pause * 2, LAST_RESTART)) {
      const slept = await sleep(pause, true, { signal }).catch(() => false);
      if (!slept) return;
      try {
        await this.#start();
        return;
      } catch (error) {
        this.#settings.log('warn', 'the consumer could not start', {
          group: this.#settings.group,
          error: messageOf(error),
        });
      }
    }
  }
}
