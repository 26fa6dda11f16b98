import en from './locales/en.js';
import ko from './locales/ko.js';

/** @type {Record<string, Record<string, string>>} */
export const locales = { en, ko };

/**
 * The locale to show: the chosen one, otherwise the first of the browser's languages with a translation, otherwise
 * English.
 * @param {readonly string[]} languages BCP 47 tags, best first
 * @param {string | null} [chosen]
 * @returns {string}
 */
export function pickLocale(languages, chosen) {
  if (chosen && chosen in locales) return chosen;
  return languages.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((tag) => tag in locales) ?? 'en';
}

/**
 * The text of a key with its `{params}` filled in. A key without a translation is shown itself, so that it is noticed.
 * @param {string} locale
 * @param {string} key
 * @param {Record<string, string | number>} [params]
 * @returns {string}
 */
export function translate(locale, key, params = {}) {
  const text = locales[locale]?.[key] ?? locales['en']?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) =>
    String(params[name] ?? whole),
  );
}
