import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Readiness } from './readiness.js';

describe('Readiness', () => {
  let readiness: Readiness;
  beforeEach(() => {
    jest.useFakeTimers();
    readiness = new Readiness();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const ask = async (): Promise<unknown[]> =>
    (await Promise.allSettled(readiness.entries().map(async ([, check]) => check()))).map((outcome) =>
      outcome.status === 'fulfilled' ? 'up' : (outcome.reason as Error).message,
    );

  it('waits for no check longer than a probe does, and begins none again that hangs', async () => {
    const hangs = jest.fn(() => new Promise<void>(() => undefined));
    readiness.require('database', hangs);
    for (let probe = 0; probe < 3; probe += 1) {
      const answer = ask();
      await jest.advanceTimersByTimeAsync(1_500);
      expect(await answer).toEqual(['no answer within 1500 ms', 'up']);
    }
    expect(hangs).toHaveBeenCalledTimes(1);
  });

  it('asks again after a failure', async () => {
    let isAway = true;
    readiness.require('database', () => {
      if (isAway) throw new Error('away');
    });
    expect(await ask()).toEqual(['away', 'up']);
    isAway = false;
    expect(await ask()).toEqual(['up', 'up']);
  });

  it('ends when the service stops', async () => {
    readiness.stop();
    expect(await ask()).toEqual(['the service is stopping']);
  });
});
