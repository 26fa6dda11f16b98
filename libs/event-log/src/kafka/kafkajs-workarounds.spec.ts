import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import fetchRequests from 'kafkajs/src/protocol/requests/fetch/index.js';
import {
  consumerRetry,
  disconnectOnceJoined,
  headersOf,
  kafkajsClient,
  KAFKAJS_VERSION,
  PRODUCER_RETRY,
} from './kafkajs-workarounds.js';

beforeAll(() => {
  kafkajsClient({ brokers: ['broker:9092'] });
});

it('The workarounds fit the version of kafkajs that is installed', () => {
  const path = createRequire(import.meta.url).resolve('kafkajs/package.json');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: KAFKAJS_VERSION });
});

describe('A connection to a broker', () => {
  let isConnected: jest.Mock<() => boolean>;
  let queue: RequestQueue;
  beforeEach(() => {
    jest.useFakeTimers();
    isConnected = jest.fn(() => true);
    queue = new RequestQueue({
      requestTimeout: 10_000,
      enforceRequestTimeout: true,
      clientId: 'order',
      broker: 'broker:9092',
      logger: { debug: () => undefined },
      isConnected,
    });
    queue.scheduleRequestTimeoutCheck();
  });
  afterEach(() => {
    queue.destroy();
    jest.useRealTimers();
  });

  it('gives up a request without an answer when its time is over, a second late at most', async () => {
    const outcome = new Promise<Error>((resolve, reject) => {
      const entry = { correlationId: 1, apiName: 'Metadata', resolve: reject, reject: resolve };
      queue.push({ entry, expectResponse: true, sendRequest: () => undefined });
    });
    const late = jest.fn();
    void outcome.then(late);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(late).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await outcome).name).toBe('KafkaJSRequestTimeoutError');
  });

  it('wakes the service once a second while nothing is asked', async () => {
    await jest.advanceTimersByTimeAsync(10_000);
    expect(isConnected).toHaveBeenCalledTimes(10);
  });

  it('has no timer beside that one while no request is pending', () => {
    queue.scheduleCheckPendingRequests();
    expect(jest.getTimerCount()).toBe(1);
  });

  it('wakes it no more once it is closed', async () => {
    isConnected.mockReturnValue(false);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(isConnected).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('A member of a group', () => {
  const leaving = (former: jest.Mock<() => Promise<void>>, present: jest.Mock<() => Promise<void>>): ConsumerGroup =>
    Object.assign(Object.create(ConsumerGroup.prototype) as ConsumerGroup, {
      groupId: 'order',
      memberId: 'order-1',
      coordinator: { leaveGroup: former },
      cluster: { findGroupCoordinator: () => Promise.resolve({ leaveGroup: present }) },
    });
  const answering = (error?: Error): jest.Mock<() => Promise<void>> =>
    jest.fn(() => (error ? Promise.reject(error) : Promise.resolve()));

  it('leaves at the broker that coordinates the group by then', async () => {
    const [former, present] = [answering(new Error('This is not the correct coordinator')), answering()];
    await leaving(former, present).leave();
    expect(present.mock.calls).toEqual([[{ groupId: 'order', memberId: 'order-1' }]]);
  });

  it('leaves once where the coordinator is the same', async () => {
    const [former, present] = [answering(), answering()];
    await leaving(former, present).leave();
    expect([former.mock.calls.length, present.mock.calls.length]).toEqual([1, 0]);
  });

  it('fails when no coordinator lets it go', async () => {
    const [former, present] = [answering(new Error('closed')), answering(new Error('closed, too'))];
    await expect(leaving(former, present).leave()).rejects.toThrow('closed, too');
  });
});

describe('A heartbeat', () => {
  type Coordinator = ConsumerGroup['coordinator'];
  const broker = (error?: Error): Coordinator => ({
    leaveGroup: () => Promise.resolve(),
    heartbeat: jest.fn(() => (error ? Promise.reject(error) : Promise.resolve())),
  });
  /** A member that joined at one broker, while the group is coordinated at what `find` answers. */
  const joined = (former: Coordinator, find: () => Promise<Coordinator>): ConsumerGroup =>
    Object.assign(
      new ConsumerGroup({
        retry: {},
        cluster: { findGroupCoordinator: find },
        groupId: 'order',
        topics: [],
        logger: { namespace: () => ({}) },
        instrumentationEmitter: { emit: () => undefined },
      }),
      {
        memberId: 'order-1',
        generationId: 3,
        coordinator: former,
        offsetManager: { coordinator: former },
        lastRequest: 0,
      },
    );
  const fault = (type: string): Error => Object.assign(new Error(type), { type });

  it('is sent to the broker that coordinates the group by then, and so are the offsets', async () => {
    const [former, present] = [broker(fault('NOT_COORDINATOR_FOR_GROUP')), broker()];
    const member = joined(former, () => Promise.resolve(present));
    await member.heartbeat({ interval: 1_000 });
    expect(present.heartbeat).toHaveBeenCalledWith({ groupId: 'order', memberId: 'order-1', groupGenerationId: 3 });
    expect([member.coordinator, member.offsetManager?.coordinator]).toEqual([present, present]);
  });

  it('looks for the coordinator once for all partitions', async () => {
    const [former, present] = [broker(new Error('Closed connection')), broker()];
    const find = jest.fn(() => Promise.resolve(present));
    const member = joined(former, find);
    await Promise.all([member.heartbeat({ interval: 1_000 }), member.heartbeat({ interval: 1_000 })]);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it.each(['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'])(
    'fails at once with %s',
    async (type) => {
      const find = jest.fn(() => Promise.resolve(broker()));
      await expect(joined(broker(fault(type)), find).heartbeat({ interval: 1_000 })).rejects.toThrow(type);
      expect(find).not.toHaveBeenCalled();
    },
  );

  it('fails as before while no other broker coordinates the group', async () => {
    const former = broker(new Error('Closed connection'));
    for (const find of [() => Promise.resolve(former), () => Promise.reject(new Error('no broker'))]) {
      await expect(joined(former, find).heartbeat({ interval: 1_000 })).rejects.toThrow('Closed connection');
    }
  });
});

/** A number as Kafka's variable-length integer, for lengths of at least 0. */
function varInt(value: number): Buffer {
  const bytes: number[] = [];
  let left = value * 2;
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left & 0x7f) | 0x80);
  return Buffer.from([...bytes, left]);
}

function encoded(headers: readonly [string, string | null][]): Buffer {
  const parts = headers.flatMap(([name, value]) => [
    ...[varInt(name.length), Buffer.from(name)],
    ...(value === null ? [Buffer.from([1])] : [varInt(value.length), Buffer.from(value)]),
  ]);
  return Buffer.concat([varInt(headers.length), ...parts]);
}

describe('The headers of a record', () => {
  const read = (headers: readonly [string, string | null][]): [string, string | undefined][] => {
    const decoded = new Decoder(encoded(headers)).readVarIntArray(() => undefined).reduce() as object;
    return headersOf(decoded as Parameters<typeof headersOf>[0]).map(([name, value]) => [name, value?.toString()]);
  };

  it('keep their order, repeated names, names of Object.prototype, and null', () => {
    const sent: [string, string | null][] = [
      ['twice', '1'],
      ['constructor', '2'],
      ['twice', '3'],
      ['none', null],
    ];
    expect(read(sent)).toEqual(sent.map(([name, value]) => [name, value ?? undefined]));
  });

  it('are decoded in linear time: 20,000 within 5 s', () => {
    const headers = Array.from({ length: 20_000 }, (_, n): [string, string] => [`h${n}`, 'v']);
    const begun = performance.now();
    expect(read(headers)).toHaveLength(20_000);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

/** A batch whose records are 19 bytes of zero: five of them with the codec LZ4, whose frame they are not, or none. */
function batch(firstOffset: bigint, codec: number, count: number): Buffer {
  const bytes = Buffer.alloc(80);
  bytes.writeBigInt64BE(firstOffset, 0);
  bytes.writeInt32BE(68, 8);
  bytes.writeInt8(2, 16);
  bytes.writeInt16BE(codec, 21);
  bytes.writeInt32BE(count - 1, 23);
  bytes.writeInt32BE(count, 57);
  return bytes;
}

/** A Fetch response of version 11 with one topic: one batch for each partition. */
function fetchResponse(batches: readonly Buffer[]): Buffer {
  const int32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const zero = (length: number): Buffer => Buffer.alloc(length);
  const partitions = batches.flatMap((batch, partition) => [
    ...[int32(partition), zero(2), zero(24), int32(0), int32(-1)],
    ...[int32(batch.length), batch],
  ]);
  return Buffer.concat([
    zero(10),
    int32(1),
    Buffer.from([0, 1]),
    Buffer.from('t'),
    int32(batches.length),
    ...partitions,
  ]);
}

it('A Fetch response keeps the other partitions when one batch cannot be decoded', async () => {
  const { response } = fetchRequests.protocol({ version: 11 })({ topics: [] });
  const data = fetchResponse([batch(17n, 3, 5), batch(5n, 0, 0)]);
  expect(await response.decode(data)).toMatchObject({
    responses: [
      {
        topicName: 't',
        partitions: [
          { partition: 0, messages: [{ offset: '21', undecodable: { first: '17', codec: 'lz4' } }] },
          { partition: 1, messages: [] },
        ],
      },
    ],
  });
});

describe('The clients', () => {
  it('neither retry a send nor restart a consumer themselves', async () => {
    expect(PRODUCER_RETRY).toEqual({ retries: 0 });
    const { retries, restartOnFailure } = consumerRetry(25);
    expect([retries, await restartOnFailure()]).toEqual([25, false]);
  });

  it('disconnect a consumer only after it has joined', async () => {
    const order: string[] = [];
    let join = (): void => undefined;
    const joined = new Promise<void>((resolve) => {
      join = () => {
        order.push('joined');
        resolve();
      };
    });
    const left = disconnectOnceJoined({ disconnect: async () => void order.push('disconnected') }, joined);
    await Promise.resolve();
    join();
    await left;
    expect(order).toEqual(['joined', 'disconnected']);
  });
});
