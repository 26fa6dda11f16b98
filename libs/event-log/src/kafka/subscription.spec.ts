import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Kafka } from 'kafkajs';
import { until } from '../../test/collector.js';
import { KafkaSubscription } from './subscription.js';

type Listener = (event: { payload: object }) => void;

/** A consumer as kafkajs gives it, as far as it is used here; a test says what happens to it. */
class FakeConsumer {
  readonly events = {
    ...{ CRASH: 'crash', FETCH: 'fetch', FETCH_START: 'start', GROUP_JOIN: 'join', HEARTBEAT: 'beat' },
    ...{ END_BATCH_PROCESS: 'end', REBALANCING: 'rebalancing' },
  };
  readonly listeners = new Map<string, Listener>();
  disconnected = false;
  eachBatch: (payload: object) => Promise<void> = async () => undefined;

  constructor(private readonly life: (consumer: FakeConsumer) => void) {}

  on(event: string, listener: Listener): void {
    this.listeners.set(event, listener);
  }

  emit(event: string, payload: object): void {
    this.listeners.get(event)?.({ payload });
  }

  join(partitions: number[]): void {
    this.emit('join', { memberAssignment: { events: partitions } });
  }

  crash(message: string): void {
    this.emit('crash', { error: new Error(message) });
  }

  async connect(): Promise<void> {
    return undefined;
  }

  async subscribe(): Promise<void> {
    return undefined;
  }

  async run({ eachBatch }: { eachBatch: (payload: object) => Promise<void> }): Promise<void> {
    this.eachBatch = eachBatch;
    // As kafkajs does: a consumer that cannot join says so by an event, and `run` resolves all the same.
    this.life(this);
  }

  async disconnect(): Promise<void> {
    this.disconnected = true;
  }
}

let consumers: FakeConsumer[];
let lives: ((consumer: FakeConsumer) => void)[];
let lines: string[];
let ready: () => Promise<void>;
let skipped: string[];
let handled: string[];
let subscription: KafkaSubscription;

function subscribe(): void {
  const kafka = {
    consumer: () => {
      const consumer = new FakeConsumer(lives[consumers.length] ?? (() => undefined));
      consumers.push(consumer);
      return consumer;
    },
  } as unknown as Kafka;
  subscription = new KafkaSubscription({
    kafka,
    topic: 'events',
    group: 'order',
    handler: async (records) => {
      if (records.some(({ value }) => value === 'fails')) throw new Error('the database is away');
      handled.push(...records.map(({ value }) => value));
    },
    maxBatch: 10,
    sessionTimeout: 6_000,
    ready: () => ready(),
    isSkipped: async (partition, offset) => skipped.includes(`${partition}:${offset}`),
    log: (level, message, details) => lines.push(`${level} ${message} ${JSON.stringify(details)}`),
  });
}

/** A fetched batch of one partition. */
function batch(partition: number, messages: object[]): object {
  return {
    batch: { partition, messages, lastOffset: () => (messages.at(-1) as { offset: string }).offset },
    ...{ isRunning: () => true, isStale: () => false, pause: () => () => undefined },
    ...{
      resolveOffset: () => undefined,
      heartbeat: async () => undefined,
      commitOffsetsIfNecessary: async () => undefined,
    },
  };
}

const message = (offset: string, value: string): object => ({
  offset,
  key: null,
  value: Buffer.from(value),
  headers: {},
});
const undecodable = (offset: string): object => ({
  ...{ offset, key: null, value: null, headers: {} },
  undecodable: { first: '17', last: offset, codec: 'lz4', reason: 'this is no LZ4 frame' },
});

beforeEach(() => {
  consumers = [];
  lives = [];
  lines = [];
  skipped = [];
  handled = [];
  ready = async () => undefined;
});
afterEach(() => subscription.close());

describe('A silent coordinator', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    lives = [(consumer) => consumer.join([0])];
    subscribe();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('makes the subscription join by a new member after 16 s', async () => {
    await jest.advanceTimersByTimeAsync(18_000);
    expect(subscription.progress()).toMatchObject({ restarts: 1, running: false });
  });

  it('that made the member join again has 16 s more', async () => {
    await jest.advanceTimersByTimeAsync(12_000);
    consumers[0]?.emit('rebalancing', {});
    await jest.advanceTimersByTimeAsync(15_000);
    expect(subscription.progress().restarts).toBe(0);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(subscription.progress().restarts).toBe(1);
  });
});

describe('A subscription to Kafka', () => {
  it('goes on when a restart fails while it joins, again and again', async () => {
    lives = [
      (consumer) => {
        consumer.join([0]);
        consumer.crash('not connected');
      },
      (consumer) => consumer.crash('no coordinator'),
      (consumer) => consumer.crash('no coordinator'),
      (consumer) => consumer.join([0]),
    ];
    subscribe();
    await until(() => subscription.progress().running && consumers.length === 4);
    expect(subscription.progress()).toMatchObject({ restarts: 3 });
    expect(consumers.map(({ disconnected }) => disconnected)).toEqual([true, true, true, false]);
  });

  it('joins later when the broker, or the topic, is not there yet', async () => {
    let tries = 0;
    ready = async () => {
      tries += 1;
      if (tries < 3) throw new Error('connect ECONNREFUSED');
    };
    lives[2] = (consumer) => consumer.join([0]);
    subscribe();
    expect(subscription.progress().running).toBe(false);
    await until(() => subscription.progress().running);
    expect(tries).toBe(3);
  });

  it('logs a crash with topic, group, partition, offset, and what happens next', async () => {
    lives[0] = (consumer) => consumer.join([3]);
    subscribe();
    await until(() => subscription.progress().running);
    await consumers[0]!.eachBatch(batch(3, [message('16', 'a')]));
    consumers[0]!.crash('not connected');
    await until(() => lines.length > 0);
    expect(lines).toEqual([
      'error the consumer stopped and joins its group again {"topic":"events","group":"order","positions":"3:17","retryInMs":500,"error":"not connected"}',
    ]);
  });

  it('logs records that the handler failed on, with their place and when they come again', async () => {
    lives[0] = (consumer) => consumer.join([3]);
    subscribe();
    await until(() => subscription.progress().running);
    await consumers[0]!.eachBatch(batch(3, [message('16', 'fails')]));
    expect(lines).toEqual([
      'warn the handler failed; the records are delivered again {"topic":"events","group":"order","partition":3,"offset":"16","failures":1,"retryInMs":100,"error":"the database is away"}',
    ]);
  });

  it('stops one partition at a batch that it cannot decode, until an operator skips it', async () => {
    lives[0] = (consumer) => consumer.join([3, 4]);
    subscribe();
    await until(() => subscription.progress().running);
    const [consumer] = consumers;
    const stuck = batch(3, [message('16', 'before'), undecodable('21'), message('22', 'behind')]);
    await consumer!.eachBatch(stuck);
    await consumer!.eachBatch(batch(4, [message('1', 'elsewhere')]));
    expect(handled).toEqual(['before', 'elsewhere']);
    expect(subscription.progress().stalled).toEqual([{ partition: 3, offset: '17', reason: 'this is no LZ4 frame' }]);
    expect(lines).toEqual([
      expect.stringMatching(/^error .*skip-batch 3 17.*"topic":"events".*"partition":3,"offset":"17"/),
    ]);
    skipped = ['3:17'];
    await consumer!.eachBatch(batch(3, [undecodable('21'), message('22', 'behind')]));
    expect(handled).toEqual(['before', 'elsewhere', 'behind']);
    expect(subscription.progress().stalled).toEqual([]);
  });

  it('drops what a consumer brings that another has replaced', async () => {
    lives = [(consumer) => consumer.join([3]), (consumer) => consumer.join([3])];
    subscribe();
    await until(() => subscription.progress().running);
    consumers[0]!.crash('not connected');
    await until(() => consumers.length === 2 && subscription.progress().running);
    await consumers[0]!.eachBatch(batch(3, [message('16', 'late')]));
    expect(handled).toEqual([]);
  });
});
