/** @import { Fact, Rental } from './types.js' */
import { h, icon } from './dom.js';
import { minute, money, t, time } from './i18n.js';
import { amountOf, eventIcons, expected, isBooking } from './status.js';

/** @type {Record<string, string>} */
const icons = eventIcons;

/** @param {Fact} fact @param {Rental} rental */
function step(fact, rental) {
  const amount = amountOf(rental, fact.event);
  const price = amount === undefined ? '' : money(amount, rental.currency);
  return h(
    'li',
    { class: 'step', 'data-event': fact.event },
    h('span', { class: 'dot' }, icon(icons[fact.event] ?? 'cart')),
    h(
      'span',
      { class: 'step-name' },
      t(`event.${fact.event}`),
      price && h('b', {}, fact.event === 'OrderCancelled' ? t('rental.fee', { fee: price }) : price),
      fact.event === 'OrderExtended' && rental.to && h('small', {}, t('rental.until', { time: minute(rental.to) })),
    ),
    h('time', { datetime: fact.at }, time(fact.at)),
  );
}

/**
 * The text of the event that a rental waits for. The car of a booking is sent in time for its start.
 * @param {Rental} rental
 * @param {string} event
 */
function waiting(rental, event) {
  if (isBooking(rental) && event === 'Shipped') return t('event.next.ShippedFor', { time: minute(rental.from) });
  if (isBooking(rental) && event === 'Returned') return t('event.next.ReturnedUntil', { time: minute(rental.to) });
  return t(`event.next.${event}`);
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
        h('span', { class: 'step-name' }, waiting(rental, next)),
      ),
  );
}
