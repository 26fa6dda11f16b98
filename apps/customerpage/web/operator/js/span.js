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
