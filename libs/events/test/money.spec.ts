import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnsOf, decimalsOf, DEFAULT_CURRENCY, InvalidMoney, isStorable, Money, moneyIn } from '../src/index.js';

const CURRENCIES = ['KRW', 'JPY', 'KWD', 'EUR'] as const;
const currencies = fc.constantFrom(...CURRENCIES);
/** Minor units whose hundredths are counted exactly in every currency. */
const amounts = fc.maxSafeInteger().map((n) => Math.trunc(n / 100));
const written = (units: number, decimals: number): string => {
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return `${units < 0 ? '-' : ''}${digits.slice(0, at)}${decimals > 0 ? `.${digits.slice(at)}` : ''}`;
};

describe('Money', () => {
  it.each([
    [49.9, 'EUR', 4_990, '49.90 EUR'],
    [150_000, 'KRW', 150_000, '150000 KRW'],
    [1, 'JPY', 1, '1 JPY'],
    [4.255, 'KWD', 4_255, '4.255 KWD'],
    [50, 'ISK', 50, '50 ISK'],
    [1.005, 'XYZ', undefined, undefined],
  ])('of %d %s is %s minor units', (major, currency, units, text) => {
    if (units === undefined) return expect(() => Money.of(major, currency)).toThrow('at most 2 decimals');
    const money = Money.of(major, currency);
    expect(money).toMatchObject({ minorUnits: units, currency, major });
    expect(String(money)).toBe(text);
    return undefined;
  });

  it.each(CURRENCIES)('in %s has the decimals of ISO 4217', (currency) => {
    expect(decimalsOf(currency)).toBe({ KRW: 0, JPY: 0, KWD: 3, EUR: 2 }[currency]);
  });

  it('is the same after a way through JSON and back, in every currency', () => {
    fc.assert(
      fc.property(amounts, currencies, (units, currency) => {
        const decimal = written(units, decimalsOf(currency));
        const money = Money.of(JSON.parse(decimal) as number, currency);
        expect(money.minorUnits).toBe(units + 0);
        expect(JSON.parse(JSON.stringify(money.major))).toBe(Number(decimal));
        expect(Money.of(money.major, currency).equals(money)).toBe(true);
        expect(Money.nearest(money.major, currency).equals(money)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('multiplies and adds in whole minor units', () => {
    fc.assert(
      fc.property(fc.nat(20_000_000), fc.integer({ min: 1, max: 100 }), currencies, (units, count, currency) => {
        const one = Money.ofMinorUnits(units, currency);
        const sum = Array.from({ length: count }, () => one).reduce((a, b) => a.plus(b), Money.zero(currency));
        expect(one.times(count).equals(sum)).toBe(true);
      }),
    );
  });

  it.each([
    [49.999, 'EUR', 'Amounts in EUR have at most 2 decimals.'],
    [49_000.5, 'KRW', 'Amounts in KRW have no decimals: use a whole number.'],
    [0.1, 'JPY', 'Amounts in JPY have no decimals: use a whole number.'],
    [4.2555, 'KWD', 'Amounts in KWD have at most 3 decimals.'],
    [NaN, 'EUR', 'The amount must be a finite number.'],
    [Infinity, 'KRW', 'The amount must be a finite number.'],
    [1e14, 'EUR', 'The amount 100000000000000 EUR is out of range.'],
    [-1e14, 'KRW', 'The amount -100000000000000 KRW is out of range.'],
    [1e13, 'KWD', 'The amount 10000000000000 KWD is out of range.'],
  ])('refuses %d %s: %s', (major, currency, message) => {
    expect(() => Money.of(major, currency)).toThrow(new InvalidMoney(message));
  });

  it('refuses minor units that are no safe integer, and a product that is none', () => {
    for (const units of [0.5, NaN, Infinity, 2 ** 53]) {
      expect(() => Money.ofMinorUnits(units, 'EUR')).toThrow('no whole number of minor units of EUR');
    }
    expect(() => Money.ofMinorUnits(Number.MAX_SAFE_INTEGER, 'EUR').times(2)).toThrow(InvalidMoney);
    expect(() => Money.zero('EUR').plus(Money.zero('KRW'))).toThrow('KRW cannot be added to EUR.');
    expect(String(Money.of(49.9, 'EUR').minus(Money.of(0.95, 'EUR')))).toBe('48.95 EUR');
  });

  it('rounds the amounts of other publishers, and says which can be stored', () => {
    expect(Money.nearest(49.999, 'EUR').minorUnits).toBe(5_000);
    expect(Money.nearest(49.5, 'JPY').minorUnits).toBe(50);
    expect(Money.nearest(-0.001, 'EUR').minorUnits).toBe(0);
    expect(isStorable(9e13)).toBe(true);
    expect([isStorable(1e14), isStorable(NaN), isStorable(1e13, 'KWD')]).toEqual([false, false, false]);
  });
});

describe('The columns of an amount', () => {
  it('contain it, and the hundredths that version 0.1 reads, in every currency', () => {
    fc.assert(
      fc.property(amounts, currencies, (units, currency) => {
        const money = Money.ofMinorUnits(units, currency);
        const columns = columnsOf(money);
        expect(moneyIn(columns).equals(money)).toBe(true);
        // How version 0.1 shows the row.
        if (currency !== 'KWD') expect(columns.hundredths / 100).toBe(money.major);
        else expect(Math.abs(columns.hundredths * 10 - units)).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('of a row that version 0.1 wrote are read as it wrote them', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 12), currencies, fc.option(fc.nat(10 ** 12)), (n, currency, stale) => {
        const hundredths = decimalsOf(currency) === 0 ? n * 100 : n;
        const read = moneyIn({ hundredths, minorUnits: null, currency });
        expect(read.major).toBe(hundredths / 100);
        expect(columnsOf(read).hundredths).toBe(hundredths);
        // Version 0.1 changed the hundredths and left the minor units of another amount.
        const changed = moneyIn({ hundredths, minorUnits: stale, currency });
        expect(columnsOf(changed).hundredths).toBe(hundredths);
      }),
    );
  });

  it('without a currency are in the default currency', () => {
    const read = moneyIn({ hundredths: 4_990, minorUnits: null, currency: null });
    expect(read).toMatchObject({ minorUnits: 4_990, currency: DEFAULT_CURRENCY });
  });
});
