import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Liveness } from './liveness.js';

describe('A consumer', () => {
  let liveness: Liveness;
  beforeEach(() => {
    jest.useFakeTimers();
    liveness = new Liveness();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Lets time go by, with what happens each second. */
  function live(seconds: number, each: () => void): string | undefined {
    for (let second = 0; second < seconds; second += 1) {
      jest.advanceTimersByTime(1_000);
      each();
    }
    return liveness.fault();
  }

  it('that never joins is found out', () => {
    expect(live(15, () => undefined)).toBeUndefined();
    expect(live(2, () => undefined)).toBe('the coordinator has not answered for 16 s');
  });

  it('whose coordinator answers is alive, also while a handler works for long', () => {
    liveness.fetching(1);
    liveness.fetched(1);
    expect(live(60, () => liveness.heartbeat())).toBeUndefined();
  });

  it('is found out when one of three brokers does not answer its fetches', () => {
    const fault = live(20, () => {
      liveness.heartbeat();
      for (const node of [1, 2, 3]) liveness.fetching(node);
      for (const node of [1, 3]) liveness.fetched(node);
    });
    expect(fault).toBe('broker 2 has not answered for 16 s');
  });

  it('is alive when a broker is asked again after a handler that worked for long', () => {
    liveness.fetching(1);
    liveness.fetched(1);
    live(20, () => liveness.heartbeat());
    liveness.fetching(1);
    expect(liveness.fault()).toBeUndefined();
  });

  it('is alive when a broker that left during a fetch is asked again after its return', () => {
    liveness.fetching(1);
    live(20, () => liveness.heartbeat());
    liveness.fetching(1);
    expect(liveness.fault()).toBeUndefined();
  });

  it('does not wait for a broker that has left the cluster', () => {
    liveness.fetching(2);
    const fault = live(40, () => {
      liveness.heartbeat();
      liveness.fetching(1);
      liveness.fetched(1);
    });
    expect(fault).toBeUndefined();
  });
});
