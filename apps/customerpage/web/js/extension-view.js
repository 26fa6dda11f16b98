/** @import { ExtensionQuote } from './types.js' */
import { h } from './dom.js';
import { minute, money, t } from './i18n.js';
import { messageFor } from './message.js';
import { ShopProblem } from './problem.js';

/**
 * What an extension costs now and in all; when the next booking needs the car, the latest possible end.
 * @param {ExtensionQuote} quote
 * @param {{ to: number, end: number, choose: (to: number) => void }} options the chosen end and the present one, in milliseconds
 */
export function drawExtension(quote, { to, end, choose }) {
  const { amount, total, currency, latestTo, available } = quote;
  // It would be possible: another extension of the booking is still being paid.
  if (!available && latestTo && to <= Date.parse(latestTo)) return messageFor(new ShopProblem('extensionOpen'));
  if (!available) {
    const refused = messageFor(new ShopProblem('extensionRefused'));
    return h('div', { class: 'quote' }, refused, latestChoice(latestTo, end, choose));
  }
  const line = (/** @type {string} */ name, /** @type {number | null} */ sum) =>
    h('li', {}, h('span', {}, name), h('span', {}, money(sum ?? 0, currency)));
  return h(
    'div',
    { class: 'quote' },
    h('p', {}, t('extend.until', { time: minute(new Date(to)) })),
    h(
      'ul',
      { class: 'price-lines', 'aria-label': t('quote.title') },
      line(t('extend.payNow'), amount),
      line(t('extend.newTotal'), total),
    ),
    latestTo && h('p', { class: 'hint' }, t('extend.latest', { time: minute(latestTo) })),
  );
}

/**
 * A button with the latest possible end, or the sentence that there is none.
 * @param {unknown} latestTo
 * @param {number} end the present one, in milliseconds
 * @param {(to: number) => void} choose
 */
export function latestChoice(latestTo, end, choose) {
  const latest = typeof latestTo === 'string' ? Math.floor(Date.parse(latestTo) / 60_000) * 60_000 : NaN;
  if (!(latest > end)) return h('p', { class: 'hint' }, t('extend.noLater'));
  const label = t('extend.chooseLatest', { time: minute(new Date(latest)) });
  const button = h('button', { class: 'quiet wide', type: 'button', onclick: () => choose(latest) }, label);
  return h('div', { class: 'windows' }, button);
}
