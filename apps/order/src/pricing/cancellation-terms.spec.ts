import { describe, expect, it } from '@jest/globals';
import { feeSteps } from './cancellation-terms.js';

const TERMS = { freeHours: 24, lateFeePercent: 50 };
const from = new Date('2026-12-02T09:00:00Z');
const booking = { from, amount: 4900, smallestAmount: 1 };
const FREE_UNTIL = new Date('2026-12-01T09:00:00Z');
const LATE = { until: null, fee: 2450 };

describe('The cancellation of a booking', () => {
  it.each<[string, string, object[]]>([
    ['days before', '2026-11-20T09:00:00Z', [{ until: FREE_UNTIL, fee: 0 }, LATE]],
    [
      'a millisecond before the end of the free time',
      '2026-12-01T08:59:59.999Z',
      [{ until: FREE_UNTIL, fee: 0 }, LATE],
    ],
    ['at the end of the free time', '2026-12-01T09:00:00Z', [LATE]],
    ['after the start, before the hand-over', '2026-12-02T10:00:00Z', [LATE]],
  ])('costs %s what the steps show', (_title, now, steps) => {
    expect(feeSteps(TERMS, booking, new Date(now))).toEqual(steps);
  });

  it('costs a whole number of the smallest amount of the currency, rounded down', () => {
    const won = { from, amount: 490_100, smallestAmount: 100 };
    expect(feeSteps(TERMS, won, from)).toEqual([{ until: null, fee: 245_000 }]);
    expect(feeSteps({ ...TERMS, lateFeePercent: 33 }, { ...booking, amount: 4999 }, from)[0].fee).toBe(1649);
  });

  it('has one step when it is always free', () => {
    const [only, ...others] = feeSteps({ ...TERMS, lateFeePercent: 0 }, booking, new Date('2026-11-20T09:00:00Z'));
    expect([only, others]).toEqual([{ until: null, fee: 0 }, []]);
  });

  it('never costs more than the booking', () => {
    expect(feeSteps({ freeHours: 0, lateFeePercent: 100 }, booking, from)).toEqual([{ until: null, fee: 4900 }]);
  });
});
