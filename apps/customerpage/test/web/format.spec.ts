import { describe, expect, it } from '@jest/globals';
import { formatMoney, formatTime } from '../../web/js/format.js';

describe('An amount', () => {
  it.each([
    [49, 'EUR', 'en', '€49'],
    [49.5, 'EUR', 'en', '€49.50'],
    [1234, 'EUR', 'ko', '€1,234'],
    [50_000, 'KRW', 'ko', '₩50,000'],
    [7, undefined, 'en', '7'],
  ])('of %d %s reads in %s as %s', (amount, currency, locale, text) => {
    expect(formatMoney(amount, currency, locale)).toBe(text);
  });
});

describe('A time', () => {
  const now = new Date(2026, 10, 24, 20, 0, 0);

  it('of today is shown to the second', () => {
    expect(formatTime(new Date(2026, 10, 24, 0, 5, 9), 'en', now)).toBe('00:05:09');
  });

  it('of another day comes with its day', () => {
    expect(formatTime(new Date(2026, 10, 23, 14, 5, 9), 'en', now)).toMatch(/Nov 23.*14:05:09/);
    expect(formatTime(new Date(2026, 10, 23, 14, 5, 9), 'ko', now)).toMatch(/11월 23일.*14:05:09/);
  });

  it('that is none shows as a dash', () => {
    expect(formatTime('soon', 'en', now)).toBe('–');
  });
});
