import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountFault, decimalsOf, fromMinorUnits, priceFault, toHundredths, toMinorUnits } from '../src/index.js';

describe('An amount', () => {
  it.each([
    [4900, 'EUR', 4900],
    [4900, 'KRW', 49],
    [15_000_000, 'KRW', 150_000],
    [4900, 'KWD', 49_000],
    [5000, 'ISK', 5000],
    [7, 'BHD', 70],
    [4900, 'UGX', 4900],
  ])('of %i hundredths of %s is %i minor units, and back', (hundredths, currency, units) => {
    expect(toMinorUnits(hundredths, currency)).toBe(units);
    expect(fromMinorUnits(units, currency)).toBe(hundredths);
  });

  it('is converted without an error of rounding, in every currency', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.constantFrom('EUR', 'KRW', 'JPY', 'KWD'),
        (n, currency) => {
          const hundredths = decimalsOf(currency) === 0 ? n * 100 : n;
          expect(fromMinorUnits(toMinorUnits(hundredths, currency), currency)).toBe(hundredths);
          expect(toHundredths(hundredths / 100)).toBe(hundredths);
        },
      ),
    );
  });

  it('is refused where the currency has no unit that small', () => {
    for (const currency of ['JPY', 'ISK', 'UGX']) {
      expect(() => toMinorUnits(4950, currency)).toThrow(`amounts in ${currency} have no decimals`);
    }
    expect(amountFault(4_900_050, 'KRW')).toBe('Amounts in KRW have no decimals: use a whole number.');
    expect(amountFault(4_900_050, 'EUR')).toBeUndefined();
  });

  it('is refused above what one payment can move', () => {
    expect(amountFault(99_999_999, 'EUR')).toBeUndefined();
    expect(amountFault(100_000_000, 'EUR')).toBe('The amount must be at most 999999.99 EUR.');
    expect(amountFault(9_999_999_900, 'KRW')).toBeUndefined();
    expect(amountFault(10_000_000_000, 'KRW')).toBe('The amount must be at most 99999999 KRW.');
  });
});

describe('A price', () => {
  it.each([
    [49.9, 'EUR'],
    [0.01, 'EUR'],
    [100_000, 'EUR'],
    [150_000, 'KRW'],
    [20_000_000, 'KRW'],
    [1, 'JPY'],
    [4.25, 'KWD'],
  ])('of %d %s is valid', (price, currency) => {
    expect(priceFault(price, currency)).toBeUndefined();
  });

  it.each([
    [49_000.5, 'KRW', 'no decimals'],
    [0.5, 'JPY', 'must be 1 to 20000000'],
    [49.999, 'EUR', 'at most 2 decimals'],
    [4.255, 'KWD', 'multiples of 0.01'],
    [0, 'EUR', 'must be 0.01 to 100000'],
    [100_000.01, 'EUR', 'must be 0.01 to 100000'],
    [20_000_001, 'KRW', 'must be 1 to 20000000'],
    [100_001, 'KWD', 'must be 0.01 to 100000'],
  ])('of %d %s is refused: %s', (price, currency, why) => {
    expect(priceFault(price, currency)).toContain(why);
  });
});
