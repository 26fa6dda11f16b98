import { describe, expect, it } from '@jest/globals';
import { simulate, type Load, type Outcome } from '../simulation/shop/simulate.ts';
import type { Costs } from '../simulation/shop/costs.ts';
import type { Deployment } from '../simulation/shop/deployment.ts';

const same = (value: number): Record<'order' | 'payment' | 'delivery' | 'customerpage', number> => ({
  order: value,
  payment: value,
  delivery: value,
  customerpage: value,
});

/** Round numbers, so that the limits follow by mental arithmetic. */
const COSTS: Costs = {
  request: { order: 2, payment: 1 },
  shedMs: 0.05,
  batchMs: same(0.5),
  eventMs: same(0.1),
  statements: { open: 3, place: 2, charge: 4, event: same(2) },
  statementMs: 0.05,
  pageBatchMs: 0.3,
  pageEventMs: 0.05,
  relayedMs: 0.02,
  kafkaMs: 0.1,
  clientMs: 0,
  syncMs: 4,
  roundTripMs: 0.5,
};

const DEPLOYMENT: Deployment = {
  pods: same(8),
  sharedCores: undefined,
  databases: 1,
  databaseCores: 16,
  kafkaCores: 12,
  relays: 1,
  partitions: 12,
  hotShare: 1,
  stockBatch: 1,
};

function run(load: Load, changes: Partial<Deployment> = {}, costs: Partial<Costs> = {}, seed = 1): Outcome {
  return simulate({ ...COSTS, ...costs }, { ...DEPLOYMENT, ...changes }, load, 6_000, seed);
}

describe('The simulated shop', () => {
  it('gives the same outcome for the same seed, and another one for another seed', () => {
    const load = { perSecond: 100, connections: 64 };
    expect(run(load)).toEqual(run(load));
    expect(run(load, {}, {}, 2)).not.toEqual(run(load));
  });

  it('takes orders of one model no faster than its stock row is locked and released', () => {
    const hold = COSTS.roundTripMs + COSTS.statementMs + COSTS.syncMs + COSTS.roundTripMs;
    const { perSecond, busiest } = run({ connections: 64 });
    expect(busiest.name).toBe('stock row 0');
    expect(perSecond).toBeLessThan(1_000 / hold);
    expect(perSecond).toBeGreaterThan(500 / hold);
  });

  it.each([
    ['the orders of a pod share a commit', { stockBatch: 64 }],
    ['the orders are for many models', { hotShare: 0 }],
  ])('takes several times as many orders when %s', (_what, changes) => {
    const load = { connections: 256 };
    expect(run(load, changes).perSecond).toBeGreaterThan(4 * run(load).perSecond);
  });

  it('shows Shipped on the page after each accepted order', () => {
    const { perSecond, visible, answer, backlog } = run({ perSecond: 50, connections: 64 });
    expect(Math.abs(perSecond / 50 - 1)).toBeLessThan(0.15);
    expect(visible.p50).toBeGreaterThan(answer.p50);
    expect(visible.p99).toBeLessThan(200);
    expect(backlog).toBeLessThan(10);
  });

  it('sheds what one pod cannot take, and answers the rest within the time of 256 orders', () => {
    const load = { perSecond: 1_500, connections: 512 };
    const { perSecond, shedPerSecond, answer } = run(load, { pods: same(1), hotShare: 0 });
    expect(shedPerSecond).toBeGreaterThan(500);
    expect(answer.p99).toBeLessThan(((256 * 1_000) / perSecond) * 1.5);
    expect(answer.p50).toBeGreaterThan(((256 * 1_000) / perSecond) * 0.5);
  });

  it('publishes faster with a relay for each of several shards', () => {
    const load = { perSecond: 1_000, connections: 512 };
    const slow = { batchMs: same(200), eventMs: same(0) };
    const one = run(load, { hotShare: 0 }, slow);
    const eight = run(load, { hotShare: 0, relays: 8 }, slow);
    expect(one.backlog).toBeGreaterThan(eight.backlog);
  });

  it('uses the cores of one machine for everything', () => {
    const shared = { sharedCores: 2, pods: same(1), hotShare: 0 };
    const one = run({ connections: 32 }, shared);
    expect(one.busiest.name).toBe('machine');
    expect(one.busiest.share).toBeGreaterThan(0.85);
    const two = run({ connections: 32 }, { ...shared, pods: same(2) });
    expect(two.perSecond / one.perSecond).toBeGreaterThan(0.8);
    expect(two.perSecond / one.perSecond).toBeLessThan(1.2);
  });
});
