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
