/** @import { Cell, CalendarVehicle, Mark, Placed, Range, Scale, Tick } from './calendar-types.js' */
import { localDay } from './form-model.js';
import { boundsOf } from './rental-model.js';

const minute = 60_000;
/** A free stretch that is shorter than this is no cell of its own. */
const shortest = 15 * minute;

/** The scales of the calendar, each with its number of days. @type {Record<Scale, number>} */
export const daysOf = { day: 1, week: 7 };

/** The day that is some days after another one. @param {string} day `YYYY-MM-DD` @param {number} days */
export function shiftDay(day, days) {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number);
  return localDay(new Date(year, month - 1, date + days));
}

/**
 * The range that is shown from a day on, in this machine's time zone.
 * @param {string} day `YYYY-MM-DD`
 * @param {Scale} scale
 * @returns {{ from: string, to: string }} RFC 3339 with offset
 */
export const rangeOf = (day, scale) => ({
  from: boundsOf(day).from,
  to: boundsOf(shiftDay(day, daysOf[scale] - 1)).to,
});

/** The hours of a day, or the days of a week; a day has 23 or 25 hours when the clocks change. @param {string} day @param {Scale} scale @returns {Tick[]} */
export function ticksOf(day, scale) {
  const { from, to } = rangeOf(day, scale);
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (scale === 'day')
    return Array.from({ length: Math.round((end - start) / (60 * minute)) }, (_, hour) => ({
      at: start + hour * 60 * minute,
      isDay: hour === 0,
    }));
  return Array.from({ length: daysOf.week }, (_, days) => ({
    at: Date.parse(boundsOf(shiftDay(day, days)).from),
    isDay: true,
  }));
}

/** @param {Range} part @param {Range} range @returns {Placed} */
export function placeIn(part, range) {
  const length = range.to - range.from;
  const [from, to] = [Math.max(part.from, range.from), Math.min(part.to, range.to)];
  return {
    start: (100 * (from - range.from)) / length,
    size: (100 * Math.max(0, to - from)) / length,
    isCutBefore: part.from < range.from,
    isCutAfter: part.to > range.to,
  };
}

/** Whether two ranges overlap. @param {Range} part @param {Range} range */
export const isIn = (part, range) => part.to > range.from && part.from < range.to;

/**
 * The bookings and blocks of a vehicle in a range, with the free stretches between them. A booking whose car is late
 * lasts until the end of this minute. A free stretch that is over is left out: it cannot be used any more.
 * @param {CalendarVehicle} vehicle
 * @param {Range} range
 * @param {number} now epoch milliseconds
 * @returns {Cell[]} by their starts
 */
export function cellsOf(vehicle, range, now) {
  const taken = vehicle.occupations.map((occupation) => taking(vehicle, occupation, now));
  /** @type {Cell[]} */
  const cells = [];
  let freeFrom = range.from;
  let before = 'start';
  /** @param {number} to */
  const addFree = (to) => {
    // Named after what precedes it: the end of a late booking moves with the time.
    if (to - freeFrom >= shortest && to > now)
      cells.push({ key: `free-${before}`, kind: 'free', marks: [], from: freeFrom, to });
  };
  for (const cell of taken.filter((part) => isIn(part, range)).sort((a, b) => a.from - b.from)) {
    addFree(cell.from);
    cells.push(cell);
    freeFrom = Math.max(freeFrom, cell.to);
    before = cell.key;
  }
  addFree(range.to);
  return cells;
}

/** @param {CalendarVehicle} vehicle @param {CalendarVehicle['occupations'][number]} occupation @param {number} now @returns {Cell} */
function taking({ out }, occupation, now) {
  const [from, to] = [Date.parse(occupation.startsAt), Date.parse(occupation.endsAt)];
  if (occupation.kind === 'block')
    return { key: `block-${occupation.blockId}-${from}`, kind: 'block', block: occupation, marks: [], from, to };
  const isOut = out?.orderId === occupation.orderId;
  const isLate = occupation.isLate || (isOut && out.isLate);
  /** @type {[Mark, boolean][]} */
  const marks = [
    ['out', isOut],
    ['late', isLate],
    ['atRisk', occupation.isAtRisk],
  ];
  return {
    key: `booking-${occupation.orderId}`,
    kind: 'booking',
    booking: occupation,
    marks: marks.filter(([, holds]) => holds).map(([mark]) => mark),
    from,
    // The end of this minute: in the first one of a day, the start of it would be no time of the day.
    to: isOut && isLate ? Math.max(to, (Math.floor(now / minute) + 1) * minute) : to,
  };
}

/** How many bookings have each mark. @param {CalendarVehicle[]} vehicles @param {Range} range @param {number} now */
export function countMarks(vehicles, range, now) {
  const marks = vehicles.flatMap((vehicle) => cellsOf(vehicle, range, now).flatMap((cell) => cell.marks));
  /** @param {Mark} mark */
  const count = (mark) => marks.filter((each) => each === mark).length;
  return { out: vehicles.filter(({ out }) => out).length, late: count('late'), atRisk: count('atRisk') };
}

/**
 * The index of the cell that contains a time, or that is nearest to it; -1 when there are no cells.
 * @param {Range[]} cells
 * @param {number} at epoch milliseconds
 */
export function nearest(cells, at) {
  const distances = cells.map(({ from, to }) => Math.max(from - at, at - to, 0));
  return distances.indexOf(Math.min(...distances));
}

/** The next quarter of an hour. @param {number} at epoch milliseconds */
export const nextQuarter = (at) => Math.ceil(at / shortest) * shortest;
