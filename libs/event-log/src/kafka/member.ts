import { PartitionAssigners, type Consumer, type Kafka } from 'kafkajs';
import { rangeAssigner } from './assigner.js';
import type { KafkaBatches } from './batches.js';
import { RETRIES } from './client.js';
import { consumerRetry, disconnectOnceJoined } from './kafkajs-workarounds.js';
import { Liveness } from './liveness.js';

/** The topic's default number of partitions; kafkajs starts this many workers after each response of a broker. */
const PARTITIONS_AT_ONCE = 12;
/**
 * What a fetch returns at most, in bytes: of a partition, about two chunks of the handler. A decoded record takes three times its bytes. With
 * kafkajs's limits of 1 MB and 10 MB a consumer that lagged held 50 MB. A batch of records that is larger is fetched nevertheless, alone.
 */
const FETCH_OF_PARTITION = 128 * 1024;
const FETCH_OF_BROKER = 2 * 1024 * 1024;
/** How long a rebalance waits for a member that is still handling records, in milliseconds. */
const REBALANCE_TIMEOUT_MS = 12_000;
const WATCH_MS = 1_000;

export interface KafkaMemberSettings {
  kafka: Kafka;
  topic: string;
  group: string;
  /** Milliseconds without a heartbeat after which the broker reassigns the member's partitions. */
  sessionTimeout: number;
  /** Rejects when the topic does not exist. */
  ready: () => Promise<void>;
}

/**
 * One kafkajs consumer, from connect to disconnect. It ends with the first error that kafkajs does not recover from, or when
 * {@link Liveness} reports a fault; the subscription then starts a new member (see `consumerRetry`).
 */
export class KafkaMember {
  readonly liveness = new Liveness();
  /** Resolves with the reason when the member has ended. */
  readonly ended: Promise<Error>;
  readonly #settings: KafkaMemberSettings;
  readonly #batches: KafkaBatches;
  readonly #consumer: Consumer;
  readonly #watch: NodeJS.Timeout;
  readonly #starting: Promise<void>;
  #isRunning = false;
  #hasJoined = false;
  #isLeaving = false;
  #end: (reason: Error) => void = () => undefined;

  constructor(settings: KafkaMemberSettings, batches: KafkaBatches) {
    this.#settings = settings;
    this.#batches = batches;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#consumer = this.#create();
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    void this.ended.then(() => this.#stopped());
    this.#starting = this.#start().catch((error: unknown) =>
      this.#end(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Whether the member has joined its group and has not ended. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Whether the member ever joined its group. */
  get hasJoined(): boolean {
    return this.#hasJoined;
  }

  /** Leaves the group and disconnects; takes as long as the requests' timeouts when the broker does not answer. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    this.#stopped();
    await disconnectOnceJoined(this.#consumer, this.#starting);
  }

  #stopped(): void {
    this.#isRunning = false;
    clearInterval(this.#watch);
  }

  #look(): void {
    const fault = this.liveness.fault();
    if (fault !== undefined) this.#end(new Error(fault));
  }

  #create(): Consumer {
    const { kafka, group, sessionTimeout } = this.#settings;
    const consumer = kafka.consumer({
      groupId: group,
      partitionAssigners: [rangeAssigner, PartitionAssigners.roundRobin],
      sessionTimeout,
      heartbeatInterval: sessionTimeout / 5,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      // An event ends a fetch immediately. Heartbeats, rebalances and a close wait for a fetch without events.
      maxWaitTimeInMs: 2_000,
      maxBytesPerPartition: FETCH_OF_PARTITION,
      maxBytes: FETCH_OF_BROKER,
      allowAutoTopicCreation: false,
      retry: consumerRetry(RETRIES.consumer),
    });
    const { CRASH, END_BATCH_PROCESS, FETCH, FETCH_START, GROUP_JOIN, HEARTBEAT, REBALANCING } = consumer.events;
    consumer.on(FETCH_START, ({ payload }) => this.liveness.fetching(payload.nodeId));
    consumer.on(FETCH, ({ payload }) => this.liveness.fetched(payload.nodeId));
    consumer.on(HEARTBEAT, () => this.liveness.heartbeat());
    // An answer, too: after the coordinator has died, the next one makes all members join, which takes up to the rebalance's timeout.
    consumer.on(REBALANCING, () => this.liveness.heartbeat());
    consumer.on(GROUP_JOIN, ({ payload }) => {
      if (this.#isLeaving) return;
      this.liveness.heartbeat();
      this.#isRunning = true;
      this.#hasJoined = true;
      this.#batches.assign(this, payload.memberAssignment[this.#settings.topic] ?? []);
    });
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize === 0) this.#passed(payload.partition, payload.lastOffset);
    });
    consumer.on(CRASH, ({ payload }) => this.#end(payload.error));
    return consumer;
  }

  async #start(): Promise<void> {
    await this.#settings.ready();
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [this.#settings.topic], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // All partitions of a fetch are handled concurrently: the handler batches their work.
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.#batches.handle(this, payload),
    });
  }

  /** A batch without deliverable records: kafkajs skips it and commits nothing. */
  #passed(partition: number, lastOffset: string): void {
    this.#batches.passed(this, partition, lastOffset, async (offsets) => {
      const all =
        offsets?.topics.flatMap(({ topic, partitions }) => partitions.map((one) => ({ topic, ...one }))) ?? [];
      await this.#consumer.commitOffsets(all);
    });
  }
}
