import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { EachBatchPayload } from 'kafkajs';
import { KafkaBatches } from './batches.js';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('A batch of Kafka', () => {
  it('that was handled while the group was given out anew is committed before its member joins again', async () => {
    const steps: string[] = [];
    const batches = new KafkaBatches({
      topic: 'events',
      group: 'order',
      handler: async () => {
        await sleep(30);
        steps.push('handled');
      },
      maxBatch: 100,
      heartbeatInterval: 5,
      log: () => undefined,
      isSkipped: async () => false,
    });
    const member = {};
    batches.assign(member, [3]);
    const message = { offset: '41', key: null, value: Buffer.from('{}'), timestamp: '0', attributes: 0, headers: {} };
    const payload = {
      batch: { partition: 3, messages: [message], lastOffset: () => '41' },
      isRunning: () => true,
      isStale: () => false,
      pause: () => () => undefined,
      resolveOffset: () => undefined,
      heartbeat: () => Promise.reject(new Error('the group rebalances')),
      commitOffsetsIfNecessary: async (offsets: { topics: { partitions: { offset: string }[] }[] }) => {
        await sleep(5);
        steps.push(`committed ${offsets.topics[0]?.partitions[0]?.offset}`);
      },
    } as unknown as EachBatchPayload;
    await expect(batches.handle(member, payload)).rejects.toThrow('the group rebalances');
    expect(steps).toEqual(['handled', 'committed 42']);
  });

  it('has fewer records per call while the handler is slow, so that a rebalance need not wait for long', async () => {
    let now = 0;
    let takesMs = 2_001;
    const sizes: number[] = [];
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const batches = new KafkaBatches({
      topic: 'events',
      group: 'order',
      handler: async (records) => {
        now += takesMs;
        sizes.push(records.length);
      },
      maxBatch: 4,
      heartbeatInterval: 1_000,
      log: () => undefined,
      isSkipped: async () => false,
    });
    const member = {};
    batches.assign(member, [3]);
    const messages = Array.from({ length: 8 }, (_, at) => ({
      offset: String(at),
      key: null,
      value: Buffer.from('{}'),
      headers: {},
    }));
    const payload = {
      batch: { partition: 3, messages, lastOffset: () => '7' },
      isRunning: () => true,
      isStale: () => false,
      resolveOffset: () => undefined,
      commitOffsetsIfNecessary: async () => undefined,
    } as unknown as EachBatchPayload;
    await batches.handle(member, payload);
    expect(sizes).toEqual([4, 2, 1, 1]);
    takesMs = 100;
    sizes.length = 0;
    await batches.handle(member, payload);
    expect(sizes).toEqual([1, 2, 4, 1]);
    await batches.commit();
  });
});
