import { TOPIC, type WireMessage } from '@carshare/events';
import type { Admin, Kafka } from 'kafkajs';
import type { EventLog, LogRecord, RecordHandler, SubscribeOptions, Subscription } from './event-log.js';
import { kafkaClient, RETRIES, type KafkaConnection } from './kafka-client.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { readTopic } from './kafka-reader.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { groupLag, requireTopic } from './kafka-topic.js';
import { silent } from './log-line.js';

export interface KafkaLogOptions extends KafkaConnection {
  topic?: string;
  /** Milliseconds after which a member that died loses its partitions; default 10000. */
  sessionTimeout?: number;
}

/** The event log on a Kafka topic, which must exist: nothing is created in passing. */
export class KafkaLog implements EventLog {
  readonly #options: KafkaLogOptions;
  readonly #topic: string;
  readonly #kafka: Kafka;
  readonly #publisher: KafkaPublisher;
  readonly #subscriptions = new Set<KafkaSubscription>();
  #admin: Promise<Admin> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: KafkaLogOptions) {
    this.#options = options;
    this.#topic = options.topic ?? TOPIC;
    this.#kafka = kafkaClient(options);
    this.#publisher = new KafkaPublisher(this.#kafka, this.#topic, () => this.check());
  }

  publish(messages: readonly WireMessage[]): Promise<void> {
    return this.#publisher.publish(messages);
  }

  async subscribe(group: string, handler: RecordHandler, options: SubscribeOptions = {}): Promise<Subscription> {
    await this.check();
    const subscription = await KafkaSubscription.start({
      kafka: kafkaClient(this.#options, RETRIES.consumer),
      topic: this.#topic,
      group,
      handler,
      maxBatch: options.maxBatch ?? 100,
      sessionTimeout: this.#options.sessionTimeout ?? 6_000,
      log: this.#options.log ?? silent,
    });
    this.#subscriptions.add(subscription);
    return {
      progress: () => subscription.progress(),
      close: async () => {
        await subscription.close();
        this.#subscriptions.delete(subscription);
      },
    };
  }

  async *read(): AsyncGenerator<LogRecord> {
    yield* readTopic(this.#kafka, await this.#connectedAdmin(), this.#topic);
  }

  lag(group: string): Promise<number> {
    return this.#asAdmin((admin) => groupLag(admin, this.#topic, group));
  }

  check(): Promise<void> {
    return this.#asAdmin((admin) => requireTopic(admin, this.#topic));
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await Promise.all([
        this.#publisher.close(),
        ...[...this.#subscriptions].map((subscription) => subscription.close()),
      ]);
      const admin = await this.#admin?.catch(() => undefined);
      await admin?.disconnect();
    })();
    return this.#closed;
  }

  async #asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = await this.#connectedAdmin();
    return work(admin);
  }

  #connectedAdmin(): Promise<Admin> {
    if (this.#closed) return Promise.reject(new Error('the event log is closed'));
    this.#admin ??= (async () => {
      const admin = this.#kafka.admin();
      await admin.connect();
      return admin;
    })().catch((error: unknown) => {
      this.#admin = undefined; // the next caller tries again
      throw error;
    });
    return this.#admin;
  }
}
