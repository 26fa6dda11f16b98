/** @import { Sentence } from './quote.js' */
/** @import { Quote } from './types.js' */
import { h } from './dom.js';
import { minute, money, t } from './i18n.js';
import { priceSentences, termSentences } from './quote.js';

/** @param {Sentence} sentence @param {string} currency */
const textOf = ({ key, n, each, amount, until }, currency) =>
  t(key, {
    ...(n !== undefined && { n }),
    ...(each !== undefined && { each: money(each, currency) }),
    ...(amount !== undefined && { amount: money(amount, currency) }),
    ...(until !== undefined && { time: minute(until) }),
  });

/**
 * The price of a period and what a cancellation costs.
 * @param {Quote} quote
 */
export function quoteView(quote) {
  const lines = priceSentences(quote).map((line) =>
    h('li', {}, h('span', {}, textOf(line, quote.currency)), h('span', {}, money(line.amount ?? 0, quote.currency))),
  );
  const terms = termSentences(quote).map((term) => h('li', {}, textOf(term, quote.currency)));
  return h(
    'div',
    { class: 'quote' },
    h('ul', { class: 'price-lines', 'aria-label': t('quote.title') }, ...lines),
    h('section', { class: 'terms' }, h('h3', {}, t('terms.title')), h('ul', {}, ...terms)),
  );
}
