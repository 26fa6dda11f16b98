/**
 * An amount in a currency, without decimals when it is whole.
 * @param {number} amount in the currency's main unit (euros, not cents)
 * @param {string | null | undefined} currency ISO 4217; without a currency only the number is shown
 * @param {string} locale
 * @returns {string}
 */
export function formatMoney(amount, currency, locale) {
  /** @type {Intl.NumberFormatOptions} */
  const digits = Number.isInteger(amount) ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {};
  /** @type {Intl.NumberFormatOptions} */
  const style = currency ? { style: 'currency', currency, ...digits } : digits;
  return new Intl.NumberFormat(locale, style).format(amount);
}

/** @type {Intl.DateTimeFormatOptions} */
const toTheMinute = {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

/**
 * A planned time: its day, and the time of day to the minute.
 * @param {string | number | Date} at
 * @param {string} locale
 * @param {string} [timeZone] the browser's own without it
 * @returns {string}
 */
export const formatMinute = (at, locale, timeZone) =>
  new Intl.DateTimeFormat(locale, { ...toTheMinute, timeZone }).format(new Date(at));

/**
 * A period to the minute; the day stands once when it is the same.
 * @param {{ from: string, to: string }} period
 * @param {string} locale
 * @param {string} [timeZone]
 * @returns {string}
 */
export const formatPeriod = ({ from, to }, locale, timeZone) =>
  new Intl.DateTimeFormat(locale, { ...toTheMinute, timeZone }).formatRange(new Date(from), new Date(to));

/**
 * The time of day with its offset, which distinguishes two equal local times.
 * @param {number} at
 * @param {string} locale
 * @param {string} [timeZone]
 * @returns {string}
 */
export const formatOffset = (at, locale, timeZone) =>
  new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
    timeZone,
  }).format(at);

/**
 * The time of day to the second; with the date when it is not today.
 * @param {string | number | Date} at
 * @param {string} locale
 * @param {Date} [now]
 * @returns {string}
 */
export function formatTime(at, locale, now = new Date()) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  /** @type {Intl.DateTimeFormatOptions} */
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  /** @type {Intl.DateTimeFormatOptions} */
  const day = date.toDateString() === now.toDateString() ? {} : { month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(locale, { ...day, ...time }).format(date);
}
