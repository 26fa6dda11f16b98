import { describe, expect, it } from '@jest/globals';
import { nextBooking, VEHICLES } from '../load/booking.ts';
import { modelId, requestsOf } from '../load/requests.ts';
import { Tally } from '../load/tally.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const NOW = Date.UTC(2026, 0, 1, 10, 30);

/** `[from, to)` of a request, with the time before and after the rental in which the vehicle is taken. */
function taken(body: string, extendedByMs: number): [number, number] {
  const { from, to } = JSON.parse(body) as { from: string; to: string };
  return [Date.parse(from) - HOUR_MS, Date.parse(to) + extendedByMs + HOUR_MS];
}

describe('The bookings of the load', () => {
  it('take different times in turn, with their extensions, until the year is full', () => {
    const all = Array.from({ length: 2_000 }, () => taken(nextBooking(NOW).body, HOUR_MS));
    for (const [i, [from]] of all.slice(1).entries()) expect(from).toBeGreaterThanOrEqual(all[i]![1]);
    expect(all[0]![0]).toBeGreaterThan(NOW);
    expect(all.at(-1)![1]).toBeLessThan(NOW + YEAR_MS);
  });

  it('take no more vehicles at once than there are', () => {
    const all = Array.from({ length: 80_000 }, () => taken(nextBooking(NOW).body, HOUR_MS)[0]);
    const times = new Map<number, number>();
    for (const from of all) times.set(from, (times.get(from) ?? 0) + 1);
    expect(Math.max(...times.values())).toBeLessThanOrEqual(VEHICLES);
  });

  it('are extended once each, and those of an earlier job never', () => {
    const earlier = requestsOf('bookings');
    earlier()!.accepted!(1);
    const book = requestsOf('bookings');
    for (const id of [2, 3]) book()!.accepted!(id);
    book();
    const extend = requestsOf('extensions');
    expect([extend()?.path, extend()?.path, extend()]).toEqual([
      '/orders/2/extensions',
      '/orders/3/extensions',
      undefined,
    ]);
  });
});

describe('The orders of many models', () => {
  it('take the models in turn', () => {
    const next = requestsOf('models', 3);
    const ids = Array.from({ length: 4 }, () => (JSON.parse(next()!.body) as { productId: string }).productId);
    expect(ids).toEqual([0, 1, 2, 0].map(modelId));
  });
});

describe('The tally', () => {
  it('accepts the answer of an order and of an extension, and no other', () => {
    const tally = new Tally();
    expect(tally.add(201, '{"id":7,"qty":1}', 1)).toBe(7);
    expect(tally.add(201, '{"orderId":8,"number":1}', 1)).toBe(8);
    expect(tally.add(201, '{}', 1)).toBeUndefined();
    expect(tally.add(503, '{}', 1)).toBeUndefined();
    expect(tally.outcome()).toMatchObject({ accepted: 2, shed: 1, failed: 1, lastId: 8 });
  });
});
