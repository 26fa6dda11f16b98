import { describe, expect, it } from '@jest/globals';
import { bestFit, type FreeVehicle } from './calendar.js';

const vehicle = (id: number, busyUntil: number | null): FreeVehicle => ({
  id,
  productId: '1001',
  version: 1,
  busyUntil,
});
const chosen = (free: FreeVehicle[], attempt = 1): number[] => {
  const steps = Array.from({ length: 100 }, (_, step) => bestFit(free, attempt, () => step / 100)?.id);
  return [...new Set(steps)].map(Number);
};

describe('The vehicle of a booking', () => {
  it('is none where none is free', () => {
    expect(bestFit([], 1)).toBeUndefined();
  });

  it('is one of the three whose last occupation ends latest; one without occupations comes last', () => {
    const free = [vehicle(1, null), vehicle(2, 10), vehicle(3, 40), vehicle(4, 30), vehicle(5, 20)];
    expect(chosen(free)).toEqual([3, 4, 5]);
    expect(chosen([vehicle(1, null), vehicle(2, 10)])).toEqual([2, 1]);
  });

  it('is one of more vehicles with each attempt that another booking has beaten', () => {
    const free = Array.from({ length: 8 }, (_, index) => vehicle(index + 1, null));
    expect([1, 2, 3].map((attempt) => chosen(free, attempt).length)).toEqual([3, 6, 8]);
  });
});
