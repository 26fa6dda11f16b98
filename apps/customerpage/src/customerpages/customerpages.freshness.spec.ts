import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PartitionOffsets } from '@carshare/event-log';
import { Metrics } from '@carshare/service-kit';
import { CustomerpagesFreshness } from './customerpages.freshness.js';

describe('The age of the read model', () => {
  let offsets: PartitionOffsets[] | undefined;
  let freshness: CustomerpagesFreshness;
  const log = {
    offsets: async (): Promise<PartitionOffsets[]> => {
      if (!offsets) throw new Error('the broker does not answer');
      return offsets;
    },
  };
  /** @param partitions committed and end of each */
  const sampleWith = (...partitions: [number, number][]): Promise<void> => {
    offsets = partitions.map(([committed, end], partition) => ({
      partition,
      committed: BigInt(committed),
      end: BigInt(end),
    }));
    return freshness.sample();
  };
  beforeEach(() => {
    freshness = new CustomerpagesFreshness(log, new Metrics('customerpage'));
    freshness.watch(true);
  });

  it('is 0 while every event is consumed, however long ago the last one came', async () => {
    await sampleWith([5, 5], [0, 0]);
    await sleep(50);
    expect(freshness.age()).toBe(0);
  });

  it('grows while events wait in any partition', async () => {
    await sampleWith([5, 5], [3, 4]);
    await sleep(50);
    await sampleWith([9, 9], [3, 8]);
    expect(freshness.age()).toBeGreaterThan(0.045);
  });

  it('counts from the latest moment whose events are all consumed: under load, new ones always wait', async () => {
    for (let round = 0; round < 5; round += 1) {
      await sampleWith([10 * round, 10 * round + 10]);
      await sleep(20);
    }
    await sampleWith([50, 60]);
    expect(freshness.age()).toBeGreaterThan(0.015);
    expect(freshness.age()).toBeLessThan(0.08);
  });

  it('is 0 again when the group has caught up', async () => {
    await sampleWith([0, 5]);
    await sleep(20);
    await sampleWith([5, 5]);
    expect(freshness.age()).toBe(0);
  });

  it('stays known through an outage of thousands of samples', async () => {
    await sampleWith([1, 1]);
    for (let count = 0; count < 3_000; count += 1) await sampleWith([1, 2 + count]);
    expect(freshness.age()).toBeGreaterThan(0);
    await sampleWith([3_001, 3_001]);
    expect(freshness.age()).toBe(0);
  });

  it('survives a log that does not answer', async () => {
    await sampleWith([0, 5]);
    offsets = undefined;
    await freshness.sample();
    await sleep(20);
    expect(freshness.age()).toBeGreaterThan(0.015);
  });
});
