import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Gathering } from './batcher.js';

describe('A gathering', () => {
  let runs: string[][];
  let gathering: Gathering<string>;

  beforeEach(() => {
    runs = [];
    gathering = new Gathering(
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
    const first = [gathering.add('a'), gathering.add('b')];
    await sleep(1);
    const second = [gathering.add('c'), gathering.add('d')];
    await Promise.all(first);
    expect(runs).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    await Promise.all(second);
  });

  it('begins a new group at its limit, and never splits an item', async () => {
    await Promise.all(['aa', 'b', 'ccccccc', 'd', 'eeee', 'f'].map((item) => gathering.add(item)));
    expect(runs).toEqual([['aa', 'b', 'ccccccc'], ['d', 'eeee'], ['f']]);
  });

  it('fails with its whole group, and goes on', async () => {
    const outcomes = Promise.allSettled(['bad', 'b', 'c', 'd'].map((item) => gathering.add(item)));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    await expect(gathering.add('bad')).rejects.toThrow('failed: bad');
    await gathering.add('e');
    expect(runs.at(-1)).toEqual(['e']);
  });

  it('is idle when nothing is left', async () => {
    await gathering.idle();
    const added = ['aaaa', 'b'].map((item) => gathering.add(item));
    await gathering.idle();
    expect(runs).toHaveLength(2);
    await Promise.all(added);
  });
});
