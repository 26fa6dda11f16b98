import { currentLocale } from '/js/i18n.js';

/** @type {[string, number][]} */
const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/**
 * A duration in its largest whole unit, such as `3 min`.
 * @param {number} seconds
 */
export function span(seconds, locale = currentLocale()) {
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['second', 1];
  const value = Math.max(0, Math.floor(seconds / size));
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}

/** The time since an instant. @param {string} at */
export const since = (at) => span((Date.now() - Date.parse(at)) / 1000);

/**
 * The time between two instants, in milliseconds when it is short.
 * @param {string} from
 * @param {string} to
 */
export function gap(from, to, locale = currentLocale()) {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms >= 10_000) return span(ms / 1000, locale);
  /** @type {[string, number]} */
  const [unit, value] = ms < 1000 ? ['millisecond', ms] : ['second', ms / 1000];
  /** @type {Intl.NumberFormatOptions} */
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale, style).format(value);
}

/** A time to the minute. @param {string} at @param {boolean} withDay whether the day is shown, too */
export function minuteOf(at, withDay, locale = currentLocale()) {
  /** @type {Intl.DateTimeFormatOptions} */
  const day = withDay ? { month: 'short', day: 'numeric' } : {};
  const style = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...day });
  return new Intl.DateTimeFormat(locale, style).format(new Date(at));
}

/** A day with its weekday. @param {string} day `YYYY-MM-DD` */
export const dayName = (day, locale = currentLocale()) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(new Date(`${day}T00:00`));
