/** @import { Child, Shell } from '/js/types.js' */
/** @import { BlockedTime, BookedTime, CalendarVehicle, Cell } from './calendar-types.js' */
import { openDialog } from '/js/dialog.js';
import { h } from '/js/dom.js';
import { periodText, t } from '/js/i18n.js';
import { openBlock } from './block-dialog.js';
import { openRemoveBlock } from './block-removal.js';
import { changesOf } from './booking-changes.js';
import { marksBeside } from './calendar-words.js';
import { cancelBooking } from './cancel-booking.js';
import { startDelivery } from './delivery-actions.js';
import { openExtend } from './extend-dialog.js';
import { markChip } from './marks.js';
import { openMove } from './move-dialog.js';
import { actionsFor } from './rental-model.js';
import { chip, orderLink } from './table.js';

/** @typedef {{ name: string, isDanger?: boolean, run: () => unknown }} Action */

/**
 * The details of a cell of the calendar; a free stretch is offered for a block.
 * @param {{ shell: Shell, vehicle: CalendarVehicle, cell: Cell }} options
 */
export function openCell({ shell, vehicle, cell }) {
  const { booking, block } = cell;
  if (booking) openBooking(shell, vehicle, { booking, cell });
  else if (block) openBlocked(shell, vehicle, block);
  else openBlock(shell, vehicle, cell);
}

/** @param {Shell} shell @param {CalendarVehicle} vehicle @param {{ booking: BookedTime, cell: Cell }} shown */
function openBooking(shell, vehicle, { booking, cell }) {
  const { orderId, status } = booking;
  const { canMove, canExtend, canCancel } = changesOf(status);
  /** @type {(Action | false)[]} */
  const actions = [
    ...actionsFor({ status, at: booking.from }).map((step) => ({
      name: t(`operator.do.${step}`),
      run: () => startDelivery(shell, orderId, step),
    })),
    canMove && { name: t('operator.move'), run: () => openMove(shell, booking, vehicle) },
    canExtend && { name: t('operator.extend'), run: () => openExtend(shell, booking) },
    canCancel && {
      name: t('operator.cancel'),
      isDanger: true,
      run: () => cancelBooking(shell, orderId, vehicle.model),
    },
  ];
  showDetails({
    name: 'booking-dialog',
    title: t('operator.orderNo', { id: orderId }),
    facts: [
      ['status', h('span', { class: 'cal-state' }, chip(status), ...marksBeside(cell).map(markChip))],
      ['customer', booking.customerId],
      ['vehicle', `${vehicle.plate} · ${vehicle.model}`],
      ['rentalPeriod', periodText(booking)],
      ['order', orderLink(orderId)],
    ],
    actions: actions.filter((action) => action !== false),
  });
}

/** @param {Shell} shell @param {CalendarVehicle} vehicle @param {BlockedTime} block */
const openBlocked = (shell, vehicle, block) =>
  showDetails({
    name: 'blocked-dialog',
    title: t('operator.blockOf', { plate: vehicle.plate }),
    facts: [
      ['stuckReason', block.reason],
      ['rentalPeriod', periodText({ from: block.startsAt, to: block.endsAt })],
    ],
    actions: [
      {
        name: t('operator.removeBlock'),
        run: () => openRemoveBlock(shell, { id: block.blockId, reason: block.reason }),
      },
    ],
  });

/** @param {{ name: string, title: string, facts: [string, Child][], actions: Action[] }} options */
function showDetails({ name, title, facts, actions }) {
  const buttons = actions.map(({ name: label, isDanger, run }) => {
    // Closed first: the next dialog then returns the focus to the cell.
    const onclick = () => {
      view.dialog.close();
      void run();
    };
    return h('button', { class: isDanger ? 'quiet danger-text' : 'quiet', type: 'button', onclick }, label);
  });
  const view = openDialog({
    name,
    title,
    content: [
      h(
        'dl',
        { class: 'details' },
        ...facts.map(([key, value]) => h('div', {}, h('dt', {}, t(`operator.${key}`)), h('dd', {}, value))),
      ),
      h('div', { class: 'buttons' }, ...buttons),
    ],
    submit: () => view.dialog.close(),
  });
  view.dialog.addEventListener('click', ({ target }) => target instanceof HTMLAnchorElement && view.dialog.close());
}
