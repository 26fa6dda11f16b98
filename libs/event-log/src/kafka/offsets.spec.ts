import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KafkaOffsets } from './offsets.js';

type Commit = Parameters<KafkaOffsets['handled']>[2];

describe('The offsets of what was handled', () => {
  let committed: string[];
  let answer: () => Promise<void>;
  let said: string[];
  let offsets: KafkaOffsets;
  const commit: Commit = async (request) => {
    const partitions = request?.topics.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => `${topic}/${partition}:${offset}`),
    );
    committed.push(partitions?.join(' ') ?? '');
    await answer();
  };

  beforeEach(() => {
    jest.useFakeTimers();
    committed = [];
    said = [];
    answer = () => Promise.resolve();
    offsets = new KafkaOffsets('events', (level, what) => said.push(`${level}: ${what}`));
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('are committed together, the newest of each partition, a moment later', async () => {
    offsets.handled(1, '5', commit);
    offsets.handled(2, '8', commit);
    await jest.advanceTimersByTimeAsync(150);
    offsets.handled(1, '6', commit);
    expect(committed).toEqual([]);
    await jest.advanceTimersByTimeAsync(50);
    expect(committed).toEqual(['events/1:6 events/2:8']);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(committed).toHaveLength(1);
  });

  it('are committed at once on close', async () => {
    offsets.handled(1, '5', commit);
    await offsets.close();
    expect(committed).toEqual(['events/1:5']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are committed one after the other, and what came meanwhile is not forgotten', async () => {
    let resolve = (): void => undefined;
    answer = () => new Promise((done) => (resolve = done));
    offsets.handled(1, '5', commit);
    await jest.advanceTimersByTimeAsync(200);
    offsets.handled(1, '6', commit);
    const closed = offsets.close();
    expect(committed).toEqual(['events/1:5']);
    answer = () => Promise.resolve();
    resolve();
    await closed;
    expect(committed).toEqual(['events/1:5', 'events/1:6']);
  });

  it('are tried again when the broker does not take them, and that is said', async () => {
    answer = () => Promise.reject(new Error('away'));
    offsets.handled(1, '5', commit);
    await jest.advanceTimersByTimeAsync(200);
    answer = () => Promise.resolve();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(committed).toEqual(['events/1:5', 'events/1:5']);
    expect(said).toEqual(['warn: the offsets could not be committed; the commit is retried']);
  });

  it('are forgotten when partitions are given out anew, so that another member is not set back', async () => {
    offsets.handled(1, '5', commit);
    offsets.forget();
    await jest.advanceTimersByTimeAsync(1_000);
    await offsets.close();
    expect(committed).toEqual([]);
  });
});
