import { describe, expect, it } from '@jest/globals';
import { fromMinorUnits, toMinorUnits } from './minor-units.js';

describe('An amount', () => {
  it.each([
    [4900, 'EUR', 4900],
    [4900, 'KRW', 49],
    [4900, 'KWD', 49_000],
    [4999, 'ISK', 4999],
    [7, 'BHD', 70],
  ])('of %i hundredths of %s is %i of its smallest unit, and back', (hundredths, currency, units) => {
    expect(toMinorUnits(hundredths, currency)).toBe(units);
    expect(fromMinorUnits(units, currency)).toBe(hundredths);
  });

  it('is refused where the currency has no coin that small', () => {
    expect(() => toMinorUnits(4950, 'JPY')).toThrow('JPY has no coin that small');
  });
});
