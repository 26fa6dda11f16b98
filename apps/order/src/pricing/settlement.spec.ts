import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SettlementTerms } from './settlement-terms.js';
import { settle } from './settlement.js';
import { HOUR_MS, timePrice, type TimeRates } from './time-price.js';

const MINUTE_MS = 60_000;
const FROM = new Date('2026-12-01T08:00:00Z');
const TO = new Date('2026-12-01T17:00:00Z');
const TERMS = {
  perDay: 20_000,
  perHour: 1_000,
  minHours: 1,
  graceMinutes: 15,
  perKm: 25,
  includedKmPerDay: 200,
  earlyRefundPercent: 50,
};
const after = (minutes: number): Date => new Date(TO.getTime() + minutes * MINUTE_MS);
const at = (minutes: number, km?: number, terms: TimeRates & SettlementTerms = TERMS): object =>
  settle({ from: FROM, to: TO }, terms, { at: after(minutes), km }, 1);
const NOTHING = { late: 0, distance: 0, early: 0 };

describe('The settlement of a return', () => {
  it.each<[string, object, object]>([
    ['at the end', at(0, 200), NOTHING],
    ['within the grace', at(15), NOTHING],
    ['a minute after the grace: the started hour', at(16), { ...NOTHING, late: 1_000 }],
    ['2 hours late', at(120), { ...NOTHING, late: 2_000 }],
    ['after 301 km: 101 beyond the included', at(0, 301), { ...NOTHING, distance: 2_525 }],
    ['after more kilometres than a day allows', at(0, 2_401), NOTHING],
    ['3 hours early: half of them', at(-180), { ...NOTHING, early: 1_500 }],
    ['59 minutes early, within the last started hour', at(-59), NOTHING],
    ['before the start: half of all but the minimum', at(-700), { ...NOTHING, early: 4_000 }],
    ['late and far', at(60, 300), { late: 1_000, distance: 2_500, early: 0 }],
    ['of a model without a price per kilometre', at(0, 900, { ...TERMS, perKm: null }), NOTHING],
    ['of a booking of an earlier version', at(600, 900, { ...TERMS, graceMinutes: null }), NOTHING],
  ])('%s', (_title, settlement, expected) => {
    expect(settlement).toEqual(expected);
  });

  it('rounds a refund down to what can be paid', () => {
    const terms = { ...TERMS, perHour: 1_010 };
    expect(settle({ from: FROM, to: TO }, terms, { at: after(-60), km: undefined }, 10)).toEqual({
      ...NOTHING,
      early: 500,
    });
  });

  /** Any booking with any terms, and what its return needs. */
  const bookings = fc
    .record({
      perHour: fc.integer({ min: 1, max: 5_000 }),
      share: fc.integer({ min: 1, max: 24 }),
      minHours: fc.integer({ min: 1, max: 24 }),
      graceMinutes: fc.integer({ min: 0, max: 1_440 }),
      perKm: fc.option(fc.integer({ min: 1, max: 500 })),
      includedKmPerDay: fc.integer({ min: 0, max: 1_000 }),
      earlyRefundPercent: fc.integer({ min: 0, max: 100 }),
      minutes: fc.integer({ min: 1, max: 20_000 }),
      km: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
      step: fc.constantFrom(1, 10),
    })
    .map(({ share, perHour, minutes, km, step, ...terms }) => {
      const period = { from: FROM, to: new Date(FROM.getTime() + minutes * MINUTE_MS) };
      const all = { ...terms, perHour: perHour * step, perDay: share * perHour * step };
      const price = timePrice(period.to.getTime() - period.from.getTime(), all).amount;
      const lines = (afterStart: number): ReturnType<typeof settle> =>
        settle(period, all, { at: new Date(FROM.getTime() + afterStart * MINUTE_MS), km }, step);
      const net = (afterStart: number): number => {
        const { late, distance, early } = lines(afterStart);
        return late + distance - early;
      };
      return { minutes, grace: terms.graceMinutes, price, lines, net };
    });
  const instants = fc.integer({ min: -5_000, max: 50_000 });

  it('is monotone in the time of the return', () => {
    fc.assert(
      fc.property(bookings, instants, instants, ({ net }, one, other) => {
        expect(net(Math.min(one, other))).toBeLessThanOrEqual(net(Math.max(one, other)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('charges no time and refunds none for a return between the end and the end of the grace', () => {
    fc.assert(
      fc.property(bookings, fc.double({ min: 0, max: 1, noNaN: true }), ({ minutes, grace, lines }, share) => {
        expect(lines(minutes + Math.floor(grace * share))).toMatchObject({ late: 0, early: 0 });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never refunds more than was paid, and has no negative line', () => {
    fc.assert(
      fc.property(bookings, instants, ({ price, net, lines }, instant) => {
        expect(price + net(instant)).toBeGreaterThanOrEqual(0);
        expect(Math.min(...Object.values<number>({ ...lines(instant) }))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 3_000 },
    );
  });

  it('charges a late return what the longer booking would have cost beyond the booked one', () => {
    const late = (hours: number): number => timePrice(9 * HOUR_MS + hours * HOUR_MS, TERMS).amount - 9_000;
    for (const hours of [1, 5, 20, 100]) expect(at(hours * 60)).toMatchObject({ late: late(hours) });
  });
});
