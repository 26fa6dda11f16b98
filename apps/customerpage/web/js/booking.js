/** @import { Goods } from './goods.js' */
/** @import { Car, OrderRequest, Period, Quote } from './types.js' */
import { getFreeWindows, getQuote } from './api.js';
import { h } from './dom.js';
import { periodText, t } from './i18n.js';
import { messageFor } from './message.js';
import { fitInto, ownZone } from './period.js';
import { ShopProblem, problemOf } from './problem.js';
import { quoteView } from './quote-view.js';

/** How far after the period free windows are looked for, and how many are offered: as the shop does when it refuses. */
const ahead = 30 * 86_400_000;
const offered = 3;

/**
 * A booking: one car for a period, with its price, its terms and the place where it is brought.
 * @param {{ car: Car, period: Period, interrupted: OrderRequest | undefined, changed: () => void, choose: (period: Period) =>
 *   void }} options `choose` enters another period in the page
 * @returns {Goods}
 */
export function bookingGoods({ car, period, interrupted, changed, choose }) {
  /** @type {Quote | undefined} */
  let quote;
  const when = h('p', { class: 'lead' }, periodText(period));
  const details = h('div', { class: 'quote', 'aria-live': 'polite' });
  const place = h('input', {
    id: 'place',
    type: 'text',
    maxlength: 200,
    autocomplete: 'street-address',
    'aria-describedby': 'place-hint',
    value: interrupted?.place ?? '',
  });
  const field = h(
    'div',
    { class: 'field' },
    h('label', { for: 'place' }, t('book.place')),
    place,
    h('p', { class: 'hint', id: 'place-hint' }, t('book.placeHint')),
  );

  async function ask() {
    const asked = period;
    quote = undefined;
    details.replaceChildren(h('p', { class: 'hint' }, t('book.asking')));
    try {
      const answer = await getQuote(car.productId, asked);
      const windows = answer.available > 0 ? [] : await getFreeWindows(car.productId, rangeAfter(asked));
      if (asked !== period) return;
      quote = answer.available > 0 ? answer : undefined;
      details.replaceChildren(quote ? quoteView(quote) : notAvailable(windows));
    } catch (error) {
      if (asked === period) details.replaceChildren(messageFor(problemOf(error)), again());
    }
    changed();
  }

  const again = () => h('button', { class: 'quiet', type: 'button', onclick: () => void ask() }, t('retry'));

  /** @param {Period[]} windows */
  const notAvailable = (windows) =>
    h('div', { class: 'quote' }, messageFor(new ShopProblem('notAvailable')), windowChoice(windows));

  /** Buttons that enter one of the next free windows. @param {Period[]} windows */
  function windowChoice(windows) {
    const fitting = fitInto(windows, period, ownZone()).slice(0, offered);
    if (fitting.length === 0) return h('p', { class: 'hint' }, t('book.noWindows'));
    const buttons = fitting.map((free) =>
      h(
        'button',
        { class: 'quiet', type: 'button', 'data-window': free.from, onclick: () => take(free) },
        periodText(free),
      ),
    );
    return h('div', { class: 'windows', role: 'group', 'aria-label': t('book.windows') }, ...buttons);
  }

  /** @param {Period} free */
  function take(free) {
    period = free;
    when.textContent = periodText(free);
    choose(free);
    when.focus();
    void ask();
    changed();
  }

  when.tabIndex = -1;
  if (!interrupted) void ask();
  return {
    title: t('book.title', { model: car.model }),
    nodes: [when, details, field],
    request: () => ({
      qty: 1,
      ...period,
      ...(place.value.trim() && { place: place.value.trim() }),
      expectedAmount: quote?.amount,
    }),
    price: () => quote?.amount ?? interrupted?.expectedAmount,
    explain(problem) {
      interrupted = undefined;
      if (problem.kind === 'notAvailable') {
        quote = undefined;
        details.replaceChildren();
        return windowChoice(/** @type {Period[]} */ (problem.members['windows'] ?? []));
      }
      const news = /** @type {Quote | undefined} */ (problem.members['quote']);
      if (problem.kind === 'priceChanged' && news?.lines) {
        quote = { ...news, available: news.available ?? 1 };
        details.replaceChildren(quoteView(quote));
      } else if (!quote) void ask();
      return null;
    },
  };
}

/** @param {Period} period @returns {Period} */
function rangeAfter({ from, to }) {
  return { from, to: new Date(Date.parse(to) + ahead).toISOString().replace(/\.\d+/, '') };
}
