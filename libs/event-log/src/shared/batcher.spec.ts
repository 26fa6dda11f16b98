import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Batcher } from './batcher.js';

describe('A batcher', () => {
  let runs: string[][];
  let batcher: Batcher<string>;

  beforeEach(() => {
    runs = [];
    batcher = new Batcher(
      async (items) => {
        runs.push([...items]);
        await sleep(5);
        if (items.includes('bad')) throw new Error(`failed: ${items.join()}`);
      },
      4,
      ({ length }) => length,
    );
  });

  it('runs together what comes at once, and what comes during a run in the next one', async () => {
    const first = [batcher.add('a'), batcher.add('b')];
    await sleep(1);
    const second = [batcher.add('c'), batcher.add('d')];
    await Promise.all(first);
    expect(runs).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    await Promise.all(second);
  });

  it('begins a new group at its limit, and never splits an item', async () => {
    await Promise.all(['aa', 'b', 'ccccccc', 'd', 'eeee', 'f'].map((item) => batcher.add(item)));
    expect(runs).toEqual([['aa', 'b', 'ccccccc'], ['d', 'eeee'], ['f']]);
  });

  it('fails with its whole group, and goes on', async () => {
    const outcomes = Promise.allSettled(['bad', 'b', 'c', 'd'].map((item) => batcher.add(item)));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    await expect(batcher.add('bad')).rejects.toThrow('failed: bad');
    await batcher.add('e');
    expect(runs.at(-1)).toEqual(['e']);
  });

  it('is idle when nothing is left', async () => {
    await batcher.idle();
    const added = ['aaaa', 'b'].map((item) => batcher.add(item));
    await batcher.idle();
    expect(runs).toHaveLength(2);
    await Promise.all(added);
  });
});
