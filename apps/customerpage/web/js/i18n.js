import { locales, pickLocale, translate } from './translate.js';
import { formatMinute, formatMoney, formatOffset, formatPeriod, formatTime } from './format.js';

const remembered = 'carshare.locale';
let locale = pickLocale(navigator.languages ?? [navigator.language], localStorage.getItem(remembered));

/** @type {(key: string, params?: Record<string, string | number>) => string} */
export const t = (key, params) => translate(locale, key, params);
/** @param {number} amount @param {string | null} [currency] ISO 4217 */
export const money = (amount, currency) => formatMoney(amount, currency, locale);
/** @param {string | Date} at */
export const time = (at) => formatTime(at, locale);
/** @param {string | Date} at */
export const minute = (at) => formatMinute(at, locale);
/** @param {{ from: string, to: string }} period */
export const periodText = (period) => formatPeriod(period, locale);
/** @param {number} at */
export const offsetText = (at) => formatOffset(at, locale);
export const currentLocale = () => locale;

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))];

/** Fills the texts of the current language into the page's HTML. */
function translatePage() {
  document.documentElement.lang = locale;
  document.title = t('page.title');
  for (const node of all('[data-t]')) node.textContent = t(node.dataset.t ?? '');
  for (const node of all('[data-t-label]')) node.setAttribute('aria-label', t(node.dataset.tLabel ?? ''));
}

/**
 * Translates the page, and again when the user changes the language.
 * @param {() => void} redraw draws the parts that are not in the HTML
 */
export function startI18n(redraw) {
  const buttons = all('[data-locale]');
  const show = () => {
    translatePage();
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.locale === locale));
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const chosen = button.dataset.locale ?? '';
      if (!(chosen in locales)) return;
      locale = chosen;
      localStorage.setItem(remembered, locale);
      show();
      redraw();
    });
  }
  show();
}
