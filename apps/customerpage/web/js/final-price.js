/** @import { Rental, Settlement } from './types.js' */
import { getOrder } from './api.js';
import { h } from './dom.js';
import { money, t } from './i18n.js';
import { isBooking } from './status.js';
import { changes } from './store.js';

/**
 * How the final price of a rental came about, by the state of the rental that it was read for. The rental itself contains the
 * amounts, so that they are shown while the order service does not answer.
 * @type {Map<string, Settlement | null>}
 */
const known = new Map();

/** @param {Rental} rental */
const stateOf = ({ orderId, amount, owed, settledAmount }) => JSON.stringify([orderId, amount, owed, settledAmount]);

/** @param {Rental} rental @returns {Settlement | null} */
export const settlementOf = (rental) => known.get(stateOf(rental)) ?? null;

/**
 * What an operator has waived of an unpaid amount. The rental itself does not contain it: its price is only lower.
 * @param {Rental} rental
 */
function waivedOf(rental) {
  const { status, amount } = settlementOf(rental) ?? {};
  return status === 'Waived' ? (amount ?? 0) : 0;
}

/** @param {Rental} rental */
async function read(rental) {
  const state = stateOf(rental);
  if (known.has(state)) return;
  known.set(state, null);
  const order = await getOrder(rental.orderId).catch(() => undefined);
  if (!order?.settlement) return;
  known.set(state, order.settlement);
  changes.dispatchEvent(new Event('rentals'));
}

/**
 * The final price of a completed booking, what was charged, refunded or waived at its end, and what is still to be paid.
 * @param {Rental} rental
 * @param {boolean} isShown whether its details are looked at: only then the order is asked
 */
export function finalPrice(rental, isShown) {
  if (rental.status !== 'Completed' || !isBooking(rental)) return false;
  if (isShown) void read(rental);
  const { amount, settledAmount = 0, owed, currency } = rental;
  const waived = waivedOf(rental);
  // The end of most rentals changes nothing of their price.
  if (!settledAmount && !owed && waived === 0) return false;
  const { late = 0, distance = 0, early = 0 } = settlementOf(rental) ?? {};
  const sum = (/** @type {number} */ part) => money(part, currency);
  const line = (/** @type {string} */ key, /** @type {number} */ part, kind = '') =>
    h('li', { 'data-line': key, class: kind }, h('span', {}, t(`final.${key}`)), h('span', {}, sum(part)));
  const parts = [
    late > 0 && line('late', late),
    distance > 0 && line('distance', distance),
    early > 0 && line('early', -early),
    waived > 0 && line('waived', -waived),
  ];
  return h(
    'section',
    { class: 'final-price', 'aria-label': t('final.title') },
    h(
      'ul',
      { class: 'price-lines' },
      parts.some(Boolean) && line('booked', (amount ?? 0) + waived - late - distance + early),
      ...parts,
      line('total', amount ?? 0, 'sum'),
      settledAmount > 0 && line('charged', settledAmount),
      settledAmount < 0 && line('refunded', -settledAmount),
      Boolean(owed) && line('owed', owed ?? 0, 'owed'),
    ),
    Boolean(owed) && h('p', { class: 'hint' }, t('final.owedText')),
    waived > 0 && h('p', { class: 'hint' }, t('final.waivedText')),
  );
}
