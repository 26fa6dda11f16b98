import type { Random } from './random.js';

/** Probability of each kind of fault per occasion. */
export interface FaultRates {
  crash: number;
  stall: number;
  slow: number;
  lostRequest: number;
  lostAnswer: number;
  unsent: number;
  overloaded: number;
  repeatedRequest: number;
  databaseAway: number;
  commitUnknown: number;
  sendFails: number;
  sentTwice: number;
  rebalance: number;
  bankSilent: number;
  bankSlow: number;
  /** Another program holds a lock for several seconds. */
  locked: number;
  /** Another publisher reuses the id of an event. */
  foreignEvent: number;
}

/**
 * The probabilities differ between seeds: some kinds of fault are absent, others rare or frequent, so that each also
 * occurs alone.
 */
export function drawRates(random: Random): FaultRates {
  const rate = (most: number): number => (random.chance(0.4) ? 0 : most * random.next());
  return {
    crash: rate(0.04),
    stall: rate(0.004),
    slow: rate(0.1),
    lostRequest: rate(0.3),
    lostAnswer: rate(0.4),
    unsent: rate(0.2),
    overloaded: rate(0.2),
    repeatedRequest: rate(0.3),
    databaseAway: rate(0.03),
    commitUnknown: rate(0.03),
    sendFails: rate(0.4),
    sentTwice: rate(0.3),
    rebalance: rate(0.15),
    bankSilent: rate(0.4),
    bankSlow: rate(0.3),
    locked: rate(0.05),
    foreignEvent: rate(0.2),
  };
}

export const NO_FAULTS = Object.freeze(
  Object.fromEntries(Object.keys(drawRates({ chance: () => true } as unknown as Random)).map((name) => [name, 0])),
) as unknown as FaultRates;
