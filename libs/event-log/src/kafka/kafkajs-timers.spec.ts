import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import './kafkajs-timers.js';

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

  it('wakes it no more once it is closed', async () => {
    isConnected.mockReturnValue(false);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(isConnected).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
