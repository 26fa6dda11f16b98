import { expect, it } from '@jest/globals';
import { preferredLanguage } from './calendar-texts.js';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de, fr', 'en'],
  ['ko', 'ko'],
  ['KO-kr', 'ko'],
  ['en-GB, ko;q=0.9', 'en'],
  ['en;q=0.5, ko', 'ko'],
  ['de, ko;q=0.2, en;q=0.1', 'ko'],
  ['ko;q=0, en;q=0.1', 'en'],
  ['ko;level=1;q=0.8,en; q=0.9', 'en'],
])('The language that Accept-Language %j prefers is %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
