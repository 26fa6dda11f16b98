import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountFault, decimalsOf, fromStripeUnits, Money, priceFault, toStripeUnits } from '../src/index.js';

describe('An amount at Stripe', () => {
  it.each([
    [49, 'EUR', 4_900],
    [49, 'KRW', 49],
    [150_000, 'JPY', 150_000],
    [49, 'KWD', 49_000],
    [50, 'ISK', 5_000],
    [49, 'UGX', 4_900],
    [49, 'MGA', 49],
  ])('of %d %s is counted as %i, and back', (major, currency, units) => {
    const money = Money.of(major, currency);
    expect(toStripeUnits(money)).toBe(units);
    expect(fromStripeUnits(units, currency).equals(money)).toBe(true);
  });

  it('is converted without an error of rounding, in every currency', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.constantFrom('EUR', 'KRW', 'JPY', 'KWD', 'ISK'), (units, currency) => {
        const money = Money.ofMinorUnits(units, currency);
        expect(fromStripeUnits(toStripeUnits(money), currency).equals(money)).toBe(true);
      }),
    );
  });

  it('is refused where Stripe has no unit that small', () => {
    expect(() => toStripeUnits(Money.of(49.5, 'MGA'))).toThrow('Stripe cannot charge 49.50 MGA.');
  });
});

describe('The amount of a payment', () => {
  it('is refused above what one payment can move', () => {
    expect(amountFault(Money.of(999_999.99, 'EUR'))).toBeUndefined();
    expect(amountFault(Money.of(1_000_000, 'EUR'))).toBe('The amount must be at most 999999.99 EUR.');
    expect(amountFault(Money.of(99_999_999, 'KRW'))).toBeUndefined();
    expect(amountFault(Money.of(100_000_000, 'KRW'))).toBe('The amount must be at most 99999999 KRW.');
    expect(amountFault(Money.of(99_999.99, 'KWD'))).toBeUndefined();
    expect(amountFault(Money.of(100_000, 'KWD'))).toBe('The amount must be at most 99999.990 KWD.');
  });

  it('is refused where card networks move no amount that small', () => {
    const fault = 'Amounts in KWD must be multiples of 0.01: card networks move no smaller amount.';
    expect(amountFault(Money.of(4.255, 'KWD'))).toBe(fault);
    expect(amountFault(Money.of(4.25, 'KWD'))).toBeUndefined();
    expect(amountFault(Money.of(49.5, 'MGA'))).toContain('multiples of 1:');
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
    [NaN, 'EUR', 'must be 0.01 to 100000'],
  ])('of %d %s is refused: %s', (price, currency, why) => {
    expect(priceFault(price, currency)).toContain(why);
  });

  it('that is valid is a payable amount', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.constantFrom('EUR', 'KRW', 'JPY', 'KWD'), (price, currency) => {
        if (priceFault(price, currency) === undefined) {
          expect(Number(price.toFixed(decimalsOf(currency)))).toBe(price);
          expect(amountFault(Money.of(price, currency))).toBeUndefined();
        }
      }),
    );
  });
});
