import type { Money } from '@carshare/events';
import type { Language } from './language.js';

/** en-GB writes the day before the month and 24 hours, as most readers of English outside of the United States expect. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ko: 'ko-KR' };

/** Writes times and amounts as a language does. */
export interface Format {
  /** With weekday and time zone. */
  time(at: Date): string;
  money(amount: Money): string;
}

/** @param timeZone an IANA name such as Europe/Berlin */
export function formatOf(language: Language, timeZone: string): Format {
  const locale = LOCALES[language];
  const times = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: language === 'ko' ? 'numeric' : '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return {
    time: (at) => times.format(at),
    money: ({ major, currency }) => new Intl.NumberFormat(locale, { style: 'currency', currency }).format(major),
  };
}
