/** @import { Fact, Rental } from './types.js' */
import { h, icon } from './dom.js';
import { money, t, time } from './i18n.js';
import { expected, paid } from './status.js';

/** @type {Record<string, string>} */
const icons = {
  Ordered: 'cart',
  Paid: 'card',
  Shipped: 'car',
  DeliveryCanceled: 'stop',
  PayCancelled: 'back',
  OrderCancelled: 'cross',
};

/** @param {Fact} fact @param {Rental} rental */
function step(fact, rental) {
  const amount = fact.event === 'Paid' || fact.event === 'PayCancelled' ? paid(rental) : undefined;
  return h(
    'li',
    { class: 'step', 'data-event': fact.event },
    h('span', { class: 'dot' }, icon(icons[fact.event] ?? 'cart')),
    h(
      'span',
      { class: 'step-name' },
      t(`event.${fact.event}`),
      amount !== undefined && h('b', {}, money(amount, rental.currency)),
    ),
    h('time', { datetime: fact.at }, time(fact.at)),
  );
}

/**
 * A rental's history, with the expected next event as its last step.
 * @param {Rental} rental
 */
export function timeline(rental) {
  const next = expected(rental)[0];
  return h(
    'ol',
    { class: 'timeline', 'aria-label': t('rental.history') },
    ...(rental.history ?? []).map((fact) => step(fact, rental)),
    next &&
      h(
        'li',
        { class: 'step waiting' },
        h('span', { class: 'dot' }),
        h('span', { class: 'step-name' }, t(`event.next.${next}`)),
      ),
  );
}
