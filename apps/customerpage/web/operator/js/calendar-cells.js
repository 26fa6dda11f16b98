/** @import { BookedTime, Cell, Range } from './calendar-types.js' */
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { placeIn } from './calendar-model.js';
import { labelOf, stateText } from './calendar-words.js';

/** A booking, a block or a free stretch of a row. @param {Cell} cell @param {Range} range */
export function drawCell(cell, range) {
  const { kind, booking, block, marks } = cell;
  const place = placeIn(cell, range);
  const node = h('div', {
    class: 'cal-cell',
    role: 'gridcell',
    tabindex: -1,
    'aria-label': labelOf(cell),
    'aria-haspopup': 'dialog',
    title: kind === 'free' ? null : labelOf(cell),
    'data-kind': kind,
    'data-status': booking?.status,
    'data-marks': marks.join(' ') || null,
    'data-from': cell.from,
    'data-to': cell.to,
    'data-cut-before': place.isCutBefore,
    'data-cut-after': place.isCutAfter,
  });
  if (booking) {
    const seen = { from: Math.max(cell.from, range.from), to: Math.min(cell.to, range.to) };
    node.append(put(h('span', { class: 'cal-core' }), placeIn(rentalOf(booking, cell), seen)), bookingText(cell));
  }
  if (block) node.append(h('span', { class: 'cal-text', 'aria-hidden': 'true' }, h('b', {}, block.reason)));
  if (kind === 'free') node.append(h('span', { class: 'cal-text', 'aria-hidden': 'true' }, t('operator.block')));
  return put(node, place);
}

/** The time in which the customer has the car: it ends with the booking, or now when the car is late. @param {BookedTime} booking @param {Cell} cell @returns {Range} */
const rentalOf = ({ from, to, endsAt }, cell) => ({
  from: Date.parse(from),
  to: cell.to > Date.parse(endsAt) ? cell.to : Date.parse(to),
});

/** @param {Cell} cell */
const bookingText = (cell) =>
  h(
    'span',
    { class: 'cal-text', 'aria-hidden': 'true' },
    h('b', {}, `#${cell.booking?.orderId}`),
    h('span', { class: 'cal-who' }, ` ${cell.booking?.customerId} `),
    h('small', {}, stateText(cell)),
  );

/** Places a node in percent of its parent: through the object model, because the page's policy forbids style attributes. @param {HTMLElement} node @param {{ start: number, size?: number | undefined }} place */
export function put(node, { start, size }) {
  node.style.insetInlineStart = `${start}%`;
  if (size !== undefined) node.style.inlineSize = `${size}%`;
  return node;
}
