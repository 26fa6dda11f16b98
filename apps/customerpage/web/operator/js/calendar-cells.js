/** @import { BlockedTime, BookedTime, Cell, Range } from './calendar-types.js' */
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { placeIn } from './calendar-model.js';
import { periodOf, stateText } from './calendar-words.js';

/**
 * A booking, a block or a free stretch of a row. Its accessible name is its content, which contains more than is visible: order,
 * customer, period and state.
 * @param {Cell} cell
 * @param {Range} range
 */
export function drawCell(cell, range) {
  const { kind, booking, block, marks } = cell;
  const place = placeIn(cell, range);
  const node = h(
    'div',
    {
      class: 'cal-cell',
      role: 'gridcell',
      tabindex: -1,
      'aria-haspopup': 'dialog',
      'data-kind': kind,
      'data-status': booking?.status,
      'data-marks': marks.join(' ') || null,
      'data-from': cell.from,
      'data-to': cell.to,
      'data-cut-before': place.isCutBefore,
      'data-cut-after': place.isCutAfter,
    },
    ...(booking ? bookingParts(booking, cell, range) : block ? blockParts(block, cell) : freeParts(cell)),
  );
  return put(node, place);
}

/** @param {string} text */
const unseen = (text) => h('span', { class: 'unseen' }, text);

/** @param {BookedTime} booking @param {Cell} cell @param {Range} range */
function bookingParts(booking, cell, range) {
  const { orderId, customerId } = booking;
  const seen = { from: Math.max(cell.from, range.from), to: Math.min(cell.to, range.to) };
  const title = `#${orderId} ${customerId}, ${periodOf(cell)}, ${stateText(cell)}`;
  return [
    put(h('span', { class: 'cal-core', 'aria-hidden': 'true', title }), placeIn(rentalOf(booking, cell), seen)),
    h(
      'span',
      { class: 'cal-text' },
      unseen(`${t('operator.order')} `),
      h('b', {}, `#${orderId}`),
      unseen(', '),
      h('span', { class: 'cal-who' }, ` ${customerId}`),
      unseen(`, ${periodOf(cell)}, `),
      h('small', {}, stateText(cell)),
    ),
  ];
}

/** @param {BlockedTime} block @param {Cell} cell */
const blockParts = ({ reason }, cell) => [
  unseen(`${t('operator.legend.block')}, `),
  h('span', { class: 'cal-text', title: `${reason}, ${periodOf(cell)}` }, h('b', {}, reason)),
  unseen(`, ${periodOf(cell)}`),
];

/** @param {Cell} cell */
const freeParts = (cell) => [
  unseen(`${t('operator.freeFor', { period: periodOf(cell) })} `),
  h('span', { class: 'cal-text' }, t('operator.block')),
];

/** The time in which the customer has the car: it ends with the booking, or now when the car is late. @param {BookedTime} booking @param {Cell} cell @returns {Range} */
const rentalOf = ({ from, to, endsAt }, cell) => ({
  from: Date.parse(from),
  to: cell.to > Date.parse(endsAt) ? cell.to : Date.parse(to),
});

/** Places a node in percent of its parent: through the object model, because the page's policy forbids style attributes. @param {HTMLElement} node @param {{ start: number, size?: number | undefined }} place */
export function put(node, { start, size }) {
  node.style.insetInlineStart = `${start}%`;
  if (size !== undefined) node.style.inlineSize = `${size}%`;
  return node;
}
