/** @import { CalendarVehicle, Cell, Range, Scale, Tick } from './calendar-types.js' */
import { currentLocale, periodText, t } from '/js/i18n.js';

/** @param {Range} range */
const between = ({ from, to }) => periodText({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });

/** The marks of a booking that its status does not imply. @param {Cell} cell */
export const marksBeside = ({ booking, marks }) =>
  marks.filter((mark) => mark !== 'out' || booking?.status !== 'InUse');

/** The status of a booking and its marks. @param {Cell} cell */
export const stateText = (cell) =>
  [
    cell.booking && t(`operator.at.${cell.booking.status}`),
    ...marksBeside(cell).map((mark) => t(`operator.mark.${mark}`)),
  ]
    .filter(Boolean)
    .join(', ');

/** The whole period of a cell. @param {Cell} cell */
export const periodOf = (cell) => (cell.booking ? periodText(cell.booking) : between(cell));

/** What the row of a vehicle does not show: its reason, and the order that it is out with. @param {CalendarVehicle} vehicle */
export const vehicleNotes = ({ stateReason, out }) =>
  [
    stateReason && t(`operator.stateReason.${stateReason}`),
    out && t('operator.outWith', { id: out.orderId }),
    out?.isLate && t('operator.mark.late'),
  ].filter((note) => typeof note === 'string');

/** The heading of an hour or a day. @param {Tick} tick @param {Scale} scale */
export function tickText({ at }, scale) {
  /** @type {Intl.DateTimeFormatOptions} */
  const style =
    scale === 'day' ? { hour: '2-digit', hourCycle: 'h23' } : { weekday: 'short', day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(currentLocale(), style).format(at);
}

/** The days that are shown. @param {Range} range @param {Scale} scale */
export function rangeText({ from, to }, scale) {
  /** @type {Intl.DateTimeFormatOptions} */
  const style = { weekday: scale === 'day' ? 'long' : 'short', day: 'numeric', month: 'long', year: 'numeric' };
  // The end is the midnight after the last day.
  return new Intl.DateTimeFormat(currentLocale(), style).formatRange(from, to - 1);
}
