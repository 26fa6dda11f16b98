/** @import { Rental, ReturnQuote } from './types.js' */
import { getReturnQuote } from './changes-api.js';
import { h } from './dom.js';
import { money, t } from './i18n.js';

/** An odometer is typed in several steps; the shop is asked after the last one. */
const settled = 300;

/**
 * What a return now would charge and refund, by the terms of the booking, as the order service computes it.
 * @param {Rental} rental
 */
export function returnQuote({ orderId }) {
  const node = h('div', { class: 'quote', 'aria-live': 'polite' });
  let asked = 0;
  let timer = 0;

  /** @param {number} [odometer] */
  async function ask(odometer) {
    const turn = (asked += 1);
    const content = await getReturnQuote(orderId, odometer).then(draw, unknown);
    if (turn === asked) node.replaceChildren(...content);
  }

  /** @param {number} [odometer] */
  function askSoon(odometer) {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(odometer), settled);
  }

  node.replaceChildren(h('p', { class: 'hint' }, t('return.asking')));
  void ask();
  return { node, askSoon };
}

/** The return is possible without it. */
const unknown = () => [h('p', { class: 'hint' }, t('return.noQuote'))];

/** @param {ReturnQuote} quote */
function draw({ late, distance, early, amount, currency, includedKm, pricePerKm }) {
  const sum = (/** @type {number} */ part) => money(part, currency);
  const line = (/** @type {string} */ key, /** @type {number} */ part, kind = '') =>
    h('li', { 'data-line': key, class: kind }, h('span', {}, t(key)), h('span', {}, sum(part)));
  const lines = [
    late > 0 && line('final.late', late),
    distance !== null && distance > 0 && line('final.distance', distance),
    early > 0 && line('final.early', -early),
  ].filter((part) => part instanceof Node);
  const end = amount < 0 ? line('return.refunded', -amount, 'sum') : line('return.charged', amount, 'sum');
  const terms = { n: includedKm ?? 0, each: sum(pricePerKm ?? 0) };
  const nodes = [
    lines.length > 0
      ? h('ul', { class: 'price-lines', 'aria-label': t('return.quoteTitle') }, ...lines, end)
      : h('p', {}, t('return.nothing')),
    includedKm !== null && h('p', { class: 'hint' }, t('return.distanceTerms', terms)),
    includedKm !== null && distance === null && h('p', { class: 'hint' }, t('return.distanceOpen')),
  ];
  return nodes.filter((node) => node instanceof Node);
}
