import { expect, it } from '@jest/globals';
import { Money } from '@carshare/events';
import { escapeHtml } from './html.js';
import { formatOf } from './format.js';
import { preferredLanguage } from './language.js';

it.each([
  [undefined, 'en'],
  ['ko', 'ko'],
  ['ko-KR,ko;q=0.9,en-US;q=0.8', 'ko'],
  ['en-US,en;q=0.9,ko;q=0.8', 'en'],
  ['de, ko;q=0.5, en;q=0.4', 'ko'],
  ['ko;q=0, fr', 'en'],
  ['kok', 'en'],
  ['ko;q=much', 'en'],
])('Accept-Language %j asks for %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});

it('Times are those of the time zone, also across a change of the clock, and amounts those of the currency', () => {
  const [en, ko] = [formatOf('en', 'Europe/Berlin'), formatOf('ko', 'Asia/Seoul')];
  expect(en.time(new Date('2026-12-01T08:05:00Z'))).toBe('Tuesday, 1 December 2026 at 09:05 CET');
  expect(en.time(new Date('2026-07-01T08:05:00Z'))).toBe('Wednesday, 1 July 2026 at 10:05 CEST');
  expect(ko.time(new Date('2026-12-01T08:05:00Z'))).toBe('2026년 12월 1일 화요일 오후 5:05 GMT+9');
  expect(en.money(Money.of(49, 'EUR'))).toBe('€49.00');
  expect(ko.money(Money.of(49_000, 'KRW'))).toBe('₩49,000');
  expect(en.money(Money.of(4.5, 'KWD'))).toBe('KWD\u00a04.500');
});

it('Text in HTML is text', () => {
  expect(escapeHtml(`<a href="x" title='y'>&amp;`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;');
});
