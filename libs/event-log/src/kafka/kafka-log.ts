import { TOPIC, type WireMessage } from '@carshare/events';
import type { Kafka } from 'kafkajs';
import type {
  EventLog,
  LogRecord,
  PartitionOffsets,
  RecordHandler,
  SubscribeOptions,
  Subscription,
} from '../shared/event-log.js';
import { KafkaAdmin } from './admin.js';
import { kafkaClient, RETRIES, type KafkaConnection } from './client.js';
import { KafkaPublisher } from './publisher.js';
import { readTopic } from './reader.js';
import { KafkaSubscription } from './subscription.js';
import { groupLag, groupOffsets, requireTopic } from './topic.js';

/** Settings of a {@link KafkaLog}. */
export interface KafkaLogOptions extends KafkaConnection {
  topic?: string;
  /** Time after which a group removes a silent member and reassigns its partitions, in milliseconds; default 6000. */
  sessionTimeout?: number;
}

/** The event log on a Kafka topic. The topic must exist: it is never created automatically. */
export class KafkaLog implements EventLog {
  readonly #options: KafkaLogOptions;
  readonly #topic: string;
  readonly #kafka: Kafka;
  readonly #publisher: KafkaPublisher;
  readonly #subscriptions = new Set<KafkaSubscription>();
  readonly #admin: KafkaAdmin;
  #closed: Promise<void> | undefined;

  constructor(options: KafkaLogOptions) {
    this.#options = options;
    this.#topic = options.topic ?? TOPIC;
    this.#kafka = kafkaClient(options);
    this.#admin = new KafkaAdmin(this.#kafka);
    this.#publisher = new KafkaPublisher(this.#kafka, this.#topic, () => this.check());
  }

  publish(messages: readonly WireMessage[]): Promise<void> {
    return this.#publisher.publish(messages);
  }

  async subscribe(group: string, handler: RecordHandler, options: SubscribeOptions = {}): Promise<Subscription> {
    const subscription = new KafkaSubscription({
      kafka: kafkaClient(this.#options, RETRIES.consumer),
      topic: this.#topic,
      group,
      handler,
      maxBatch: options.maxBatch ?? 100,
      isSkipped: options.isSkipped ?? (() => Promise.resolve(false)),
      sessionTimeout: this.#options.sessionTimeout ?? 6_000,
      ready: () => this.check(),
      log: this.#options.log,
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
    yield* readTopic(this.#kafka, this.#admin, this.#topic, this.#options.log);
  }

  offsets(group: string): Promise<PartitionOffsets[]> {
    return this.#admin.use((admin) => groupOffsets(admin, this.#topic, group));
  }

  lag(group: string): Promise<number> {
    return this.#admin.use((admin) => groupLag(admin, this.#topic, group));
  }

  check(): Promise<void> {
    return this.#admin.use((admin) => requireTopic(admin, this.#topic));
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await Promise.all([
        this.#publisher.close(),
        ...[...this.#subscriptions].map((subscription) => subscription.close()),
      ]);
      await this.#admin.close();
    })();
    return this.#closed;
  }
}
