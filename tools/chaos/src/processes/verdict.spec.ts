import { describe, expect, it } from '@jest/globals';
import type { Fault } from './faults.js';
import type { FaultKind } from './targets.js';
import { doubledIn, lostOf, shortcomings } from './verdict.js';

const received = (key: string, ...ids: number[]): { key: string; orderIds: Set<number> } => ({
  key,
  orderIds: new Set(ids),
});

describe('The verdict on doubled orders', () => {
  it('accepts one order for each key, also when its answer was lost, and refused ones beside it', () => {
    const stored = [
      { id: 1, status: 'Refused', key: null },
      { id: 2, status: 'Shipped', key: 'a' },
      { id: 3, status: 'Cancelled', key: 'b' },
    ];
    expect(doubledIn(stored, [received('a', 2), received('b')])).toEqual([]);
  });

  it('finds two orders of one key whose first answer was lost', () => {
    const stored = [
      { id: 1, status: 'Shipped', key: 'a' },
      { id: 2, status: 'Shipped', key: 'a' },
    ];
    expect(doubledIn(stored, [received('a', 2)])).toEqual([
      'key a: order 1, and the customer received 2',
      'key a: orders 1 and 2',
    ]);
  });

  it('finds an order that no customer requested', () => {
    expect(doubledIn([{ id: 7, status: 'Shipped', key: null }], [])).toEqual(['order 7: no customer requested it']);
  });
});

describe('The verdict on an acknowledged order', () => {
  it.each([
    ['Refused', {}, 'was acknowledged and is Refused'],
    ['InUse', { handedOver: 'accepted', returned: 'accepted' }, 'its car is back, and it is InUse'],
    ['Cancelled', { cancelled: 'accepted', handedOver: 'accepted' }, 'its car was handed over, and it is Cancelled'],
    ['Shipped', { cancelled: 'accepted' }, 'the cancellation was acknowledged, and it is Shipped'],
    ['Cancelled', {}, "is Cancelled without a customer's request"],
    ['Completed', {}, 'is Completed without a hand-over'],
  ] as const)('reports one that is %s after %j', (status, memory, reason) => {
    expect(lostOf(7, memory, status)).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ['InUse', { cancelled: 'accepted', handedOver: 'accepted' }],
    ['Completed', { handedOver: 'accepted', returned: 'unknown' }],
    ['Cancelled', { cancelled: 'unknown', handedOver: 'unknown' }],
  ] as const)('has nothing against one that is %s after %j', (status, memory) => {
    expect(lostOf(7, memory, status)).toEqual([]);
  });
});

describe('The verdict on a run', () => {
  const faults = (count: number, kind: FaultKind): Fault[] =>
    Array.from({ length: count }, () => ({ what: 'order', kind, beganAt: 0, endedAt: 1 }));
  const run = {
    verdict: {
      acknowledged: 1,
      lost: [] as string[],
      doubled: [] as string[],
      stuck: [] as string[],
      doubleBooked: [] as string[],
    },
    findings: '',
    settledAfter: 30_000,
    deaths: [] as string[],
    happened: faults(30, 'kill'),
    seconds: 120,
  };

  it('has nothing against thirty kills in two minutes, or as many as that is in a shorter run', () => {
    expect(shortcomings(run)).toEqual([]);
    expect(shortcomings({ ...run, happened: faults(5, 'kill'), seconds: 20 })).toEqual([]);
    expect(shortcomings({ ...run, seconds: 600 })).toEqual([]);
  });

  it('fails a run that kills less often; what is frozen or cut was not killed', () => {
    const happened = [...faults(29, 'kill'), ...faults(20, 'freeze'), ...faults(20, 'cut')];
    expect(shortcomings({ ...run, happened })).toEqual(['29 kills in 120 s, the minimum is 30']);
    expect(shortcomings({ ...run, happened: faults(4, 'kill'), seconds: 20 })).toEqual([
      '4 kills in 20 s, the minimum is 5',
    ]);
  });

  it.each([
    ['orders are lost, doubled, stuck or double-booked', { verdict: { ...run.verdict, lost: ['order 1'] } }],
    ['orders are lost, doubled, stuck or double-booked', { verdict: { ...run.verdict, doubled: ['order 1'] } }],
    ['orders are lost, doubled, stuck or double-booked', { verdict: { ...run.verdict, stuck: ['order 1'] } }],
    ['orders are lost, doubled, stuck or double-booked', { verdict: { ...run.verdict, doubleBooked: ['vehicle 1'] } }],
    ['verify finds breaches', { findings: 'ledger: order 1' }],
    ['settled after 30001 ms instead of 30000', { settledAfter: 30_001 }],
    ['ended without an injected fault: order ended', { deaths: ['order ended'] }],
  ])('fails a run: %s', (reason, wrong) => {
    expect(shortcomings({ ...run, ...wrong })).toEqual([reason]);
  });
});
