import { describe, expect, it } from '@jest/globals';
import { offerFor, offerNow } from '../../web/js/fleet-offer.js';
import { formatMoney } from '../../web/js/format.js';
import { priceSentences, termSentences } from '../../web/js/quote.js';
import { locales } from '../../web/js/translate.js';
import type { Car, Quote } from '../../web/js/types.js';

const UNTIL = '2026-11-29T08:00:00.000Z';
const quote: Quote = {
  lines: [
    { unit: 'day', quantity: 2, unitPrice: 49, amount: 98 },
    { unit: 'hour', quantity: 1, unitPrice: 8, amount: 8 },
  ],
  amount: 106,
  currency: 'EUR',
  cancellation: [
    { until: UNTIL, fee: 0 },
    { until: null, fee: 53 },
  ],
  available: 3,
};
const keys = (list: { key: string }[]): string[] => list.map(({ key }) => key);

describe('The quote of a period', () => {
  it('shows how the price comes about', () => {
    expect(priceSentences(quote)).toEqual([
      { key: 'quote.days', n: 2, each: 49, amount: 98 },
      { key: 'quote.hour', n: 1, each: 8, amount: 8 },
    ]);
  });

  it('shows what a cancellation costs, in the order of time', () => {
    expect(termSentences(quote)).toEqual([
      { key: 'terms.freeUntil', until: UNTIL, amount: 0 },
      { key: 'terms.feeAfter', amount: 53 },
      { key: 'terms.handedOver' },
    ]);
  });

  it.each([
    ['the free time is over', [{ until: null, fee: 53 }], ['terms.fee', 'terms.handedOver']],
    ['it is always free', [{ until: null, fee: 0 }], ['terms.free', 'terms.handedOver']],
    [
      'it becomes dearer',
      [
        { until: UNTIL, fee: 10 },
        { until: null, fee: 53 },
      ],
      ['terms.feeUntil', 'terms.feeAfter', 'terms.handedOver'],
    ],
  ])('says so when %s', (_case, cancellation, expected) => {
    expect(keys(termSentences({ cancellation }))).toEqual(expected);
  });

  it('has words for each of its sentences, in both languages', () => {
    const used = ['quote.day', 'quote.days', 'quote.hour', 'quote.hours', 'terms.free', 'terms.freeUntil', 'terms.fee'];
    for (const words of [locales['en'], locales['ko']]) {
      expect(Object.keys(words!)).toEqual(expect.arrayContaining([...used, 'terms.feeUntil', 'terms.feeAfter']));
    }
  });

  it('shows won without decimals', () => {
    expect([formatMoney(24_500, 'KRW', 'ko'), formatMoney(24.5, 'EUR', 'en')]).toEqual(['₩24,500', '€24.50']);
  });
});

describe('The offer of a car', () => {
  const car: Car = { productId: '1001', model: 'City', pricePerUnit: 49, currency: 'EUR', stock: 5, version: 'a' };

  it.each([
    [5, { action: 'order', level: 'some', note: 'car.stock', price: 49 }],
    [3, { action: 'order', level: 'low', note: 'car.stock' }],
    [1, { action: 'order', level: 'low', note: 'car.last' }],
    [0, { action: 'none', level: 'none', note: 'car.none', label: 'car.soldOut' }],
  ])('now, with %d in stock', (stock, offer) => {
    expect(offerNow({ ...car, stock })).toMatchObject(offer);
  });

  it.each<[string, Partial<Car>, object]>([
    ['free cars', { quote, available: 3 }, { action: 'book', price: 106, note: 'car.stock', n: 3 }],
    ['one free car', { quote, available: 1 }, { action: 'book', note: 'car.last' }],
    [
      'no free car',
      { quote, available: 0 },
      { action: 'windows', price: 106, note: 'car.taken', label: 'car.windows' },
    ],
    ['no prices by time', { quote: null, available: 0 }, { action: 'none', note: 'car.notBookable', price: undefined }],
    ['no answer, because the period is none', {}, { action: 'none', note: 'car.choosePeriod' }],
  ])('for a period, with %s, whatever the stock is', (_case, more, offer) => {
    expect(offerFor({ ...car, stock: 0, ...more }, true)).toMatchObject(offer);
  });

  it('is not that of another period', () => {
    const offer = offerFor({ ...car, quote, available: 3 }, false);
    expect(offer).toMatchObject({ action: 'none', note: 'car.asking', price: undefined });
  });

  it('has its words in both languages', () => {
    const offers = [
      ...[5, 1, 0].map((stock) => offerNow({ ...car, stock })),
      ...[3, 1, 0].map((available) => offerFor({ ...car, quote, available }, true)),
      offerFor({ ...car, quote: null }, true),
      offerFor(car, true),
      offerFor(car, false),
    ];
    for (const { note, label, unit } of offers) {
      for (const words of [locales['en'], locales['ko']]) {
        expect(Object.keys(words!)).toEqual(expect.arrayContaining([note, label, unit]));
      }
    }
  });
});
