/** @import { Shell } from '/js/types.js' */
/** @import { Displaced, HitBooking } from './calendar-types.js' */
import { h } from '/js/dom.js';
import { periodText, t } from '/js/i18n.js';
import { changesOf } from './booking-changes.js';
import { cancelBooking } from './cancel-booking.js';
import { openMove } from './move-dialog.js';
import { chip, orderLink } from './table.js';

/**
 * The bookings that are in the way of a block, each with what can be done about it.
 * @param {Shell} shell
 * @param {{ id: number, plate: string, productId: string, model: string }} vehicle
 * @param {HitBooking[]} bookings
 * @param {() => void} cleared called when each of them is moved or cancelled
 */
export function hitList(shell, vehicle, bookings, cleared) {
  let left = bookings.length;
  const settled = () => {
    left -= 1;
    if (left === 0) cleared();
  };
  const list = h('ul', { class: 'hits', 'aria-label': t('operator.inTheWay') });
  list.append(...bookings.map((booking) => row(shell, vehicle, booking, settled)));
  return list;
}

/**
 * @param {Shell} shell
 * @param {{ id: number, plate: string, productId: string, model: string }} vehicle
 * @param {HitBooking} booking
 * @param {() => void} settled
 */
function row(shell, vehicle, booking, settled) {
  const { orderId, status, customerId } = booking;
  const { canMove, canCancel } = changesOf(status);
  const outcome = h('p', { class: 'hit-outcome', role: 'status' });
  /** @param {string} text */
  const settle = (text) => {
    outcome.textContent = text;
    for (const button of [move, cancel]) button.remove();
    settled();
  };
  /** @param {string} name @param {() => unknown} onclick */
  const button = (name, onclick) =>
    h(
      'button',
      {
        class: 'quiet small',
        type: 'button',
        'aria-label': t('operator.doOrder', { action: name, id: orderId }),
        onclick,
      },
      name,
    );
  const move = button(t('operator.move'), () =>
    openMove(shell, booking, vehicle, (plate) => settle(t('operator.hit.moved', { plate }))),
  );
  const cancel = button(t('operator.cancel'), () =>
    cancelBooking(shell, orderId, vehicle.model, () => settle(t('operator.hit.cancelled'))),
  );
  if (status === 'InUse') outcome.textContent = t('operator.hit.inUse');
  return h(
    'li',
    { 'data-order': orderId },
    h('p', {}, h('b', {}, `#${orderId}`), ` ${customerId} `, chip(status)),
    h('p', { class: 'hint' }, periodText(booking)),
    h('div', { class: 'row-actions' }, canMove && move, canCancel && cancel),
    outcome,
  );
}

/** What a block made of the bookings that were in its way. @param {Displaced[]} displaced @param {Map<number, string>} plates of the vehicles by their ids */
export const displacedList = (displaced, plates) =>
  h(
    'ul',
    { class: 'hits' },
    ...displaced.map(({ orderId, outcome, vehicleId = 0 }) =>
      h(
        'li',
        {},
        h(
          'p',
          {},
          orderLink(orderId),
          ' ',
          t(`operator.displaced.${outcome}`, { plate: plates.get(vehicleId) ?? `#${vehicleId}` }),
        ),
      ),
    ),
  );
