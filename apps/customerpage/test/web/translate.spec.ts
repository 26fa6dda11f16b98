import { describe, expect, it } from '@jest/globals';
import { locales, pickLocale, translate } from '../../web/js/translate.js';

const { en = {}, ko = {} } = locales;
const params = (text = ''): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('The language of the page', () => {
  it.each([
    [['ko-KR', 'en-US'], 'ko'],
    [['de-DE', 'KO'], 'ko'],
    [['en-GB', 'ko'], 'en'],
    [['de'], 'en'],
    [[], 'en'],
  ])('is, for a browser that asks for %j, %s', (languages, locale) => {
    expect(pickLocale(languages)).toBe(locale);
  });

  it('is the one chosen before, if it exists', () => {
    expect(pickLocale(['en'], 'ko')).toBe('ko');
    expect(pickLocale(['en'], 'xx')).toBe('en');
  });

  it('has every text in both languages, with the same values in it', () => {
    expect(Object.keys(ko).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) expect([key, params(ko[key])]).toEqual([key, params(text)]);
  });
});

describe('A text', () => {
  it('has its values filled in, also the zero', () => {
    expect(translate('en', 'car.stock', { n: 0 })).toBe('0 available');
    expect(translate('ko', 'rental.number', { id: 7 })).toBe('주문 7');
  });

  it('shows what is missing: an unknown key, a value nobody gave', () => {
    expect(translate('ko', 'no.such.key')).toBe('no.such.key');
    expect(translate('en', 'car.stock')).toBe('{n} available');
  });
});
