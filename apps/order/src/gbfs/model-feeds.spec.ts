import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Car } from '../cars/car.entity.js';
import { timePrice } from '../pricing/time-price.js';
import { pricingPlans } from './model-feeds.js';

interface Plan {
  price: number;
  per_min_pricing: { start: number; rate: number; interval: number }[];
  fare_capping: { duration: number; price: number };
  description: { text: string }[];
}

/** What a reader of the specification computes: the base price, and the rate for each interval that has begun, capped per timeframe. */
function fare({ price, per_min_pricing: segments, fare_capping: cap }: Plan, minutes: number): number {
  let total = 0;
  for (let start = 0; start < minutes; start += cap.duration) {
    const end = Math.min(minutes, start + cap.duration);
    const charged = segments.flatMap((segment) => {
      const begun = (until: number): number => Math.max(0, Math.ceil((until - segment.start) / segment.interval));
      return segment.rate * (begun(end) - begun(start));
    });
    const base = start === 0 ? price : 0;
    total += Math.min(
      cap.price,
      charged.reduce((sum, amount) => sum + amount, base),
    );
  }
  return total;
}

/** What a pricing plan does not contain. */
const OTHER_TERMS = {
  freeHours: 24,
  lateFeePercent: 50,
  graceMinutes: 15,
  perKm: null,
  includedKmPerDay: 200,
  earlyRefundPercent: 0,
};

function planOf(terms: { perDay: number; perHour: number; minHours: number }): Plan {
  const car = { productId: '1001', model: 'City', currency: 'KRW' } as Car;
  const { plans } = pricingPlans([{ car, terms: { ...terms, ...OTHER_TERMS } }]) as {
    plans: Plan[];
  };
  return plans[0]!;
}

describe('A pricing plan', () => {
  const terms = fc
    .record({
      perHour: fc.integer({ min: 1, max: 5_000 }),
      hours: fc.integer({ min: 1, max: 24 }),
      minHours: fc.integer({ min: 1, max: 24 }),
    })
    .map(({ perHour, hours, minHours }) => ({ perHour, perDay: perHour * hours, minHours }));

  it('costs what a booking costs, for every length and every price', () => {
    fc.assert(
      fc.property(terms, fc.integer({ min: 1, max: 10 * 24 * 60 }), (rates, minutes) => {
        expect(fare(planOf(rates), minutes)).toBe(timePrice(minutes * 60_000, rates).amount);
      }),
      { numRuns: 2_000 },
    );
  });

  it('says in words what it costs', () => {
    const { description } = planOf({ perDay: 49_000, perHour: 8_000, minHours: 3 });
    expect(description).toEqual([
      {
        language: 'en',
        text: '8000 KRW for each started hour, at most 49000 KRW for each 24 hours, at least the price of the first 3 hours. A late cancellation costs 50 percent of the price.',
      },
    ]);
  });
});
