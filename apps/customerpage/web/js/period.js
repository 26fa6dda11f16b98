/** @import { Period } from './types.js' */

/**
 * Local times of a person, and the instants that they mean. The shop is sent RFC 3339 with the offset of the instant, so that a
 * daylight-saving change between now and then does not move a booking by an hour.
 */

const minute = 60_000;
const day = 86_400_000;

/**
 * An instant as the value of a `datetime-local` input, `2026-03-29T09:00`.
 * @param {number} at milliseconds
 * @param {string} zone IANA time zone
 */
export function toLocal(at, zone) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts['year']?.padStart(4, '0')}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`;
}

/** A local time as if its offset were 0. @param {string} local */
const asUtc = (local) => Date.parse(`${local}:00Z`);

/** @param {number} at @param {string} zone @returns {number} milliseconds that local time is ahead of UTC */
const offsetAt = (at, zone) => asUtc(toLocal(at, zone)) - Math.floor(at / minute) * minute;

/**
 * The instant with its offset, to the minute: `2026-03-29T09:00:00+02:00`.
 * @param {number} at milliseconds
 * @param {string} zone IANA time zone
 */
export function toRfc3339(at, zone) {
  const offset = offsetAt(at, zone) / minute;
  const digits = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) => String(n).padStart(2, '0'));
  return `${toLocal(at, zone)}:00${offset < 0 ? '-' : '+'}${digits.join(':')}`;
}

/**
 * What a `datetime-local` input contains. `instants` has two entries when the clocks go back over the time, so that it occurs twice,
 * and `skipped` is true when they go forward over it: then it is read as if they had not, which is later by the clock.
 * @typedef {{ instants: number[], skipped: boolean }} Entered
 */

/**
 * @param {string} text
 * @param {string} zone IANA time zone
 * @returns {Entered | undefined} undefined while the input is incomplete
 */
export function readLocal(text, zone) {
  const local = text.slice(0, 16);
  const wall = asUtc(local);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) || Number.isNaN(wall)) return undefined;
  const before = offsetAt(wall - day, zone);
  const offsets = [...new Set([before, offsetAt(wall + day, zone)])];
  const instants = offsets.map((offset) => wall - offset).filter((at) => toLocal(at, zone) === local);
  return instants.length > 0
    ? { instants: instants.sort((a, b) => a - b), skipped: false }
    : { instants: [wall - before], skipped: true };
}

/**
 * The period between two instants, as the shop is sent it.
 * @param {number} from
 * @param {number} to
 * @param {string} zone
 * @returns {Period}
 */
export const periodOf = (from, to, zone) => ({ from: toRfc3339(from, zone), to: toRfc3339(to, zone) });

/**
 * Why nothing can be booked between two instants; undefined when the shop may be asked.
 * @param {number} from
 * @param {number} to
 * @param {number} now
 * @returns {'past' | 'order' | undefined}
 */
export function periodFault(from, to, now) {
  if (from < now) return 'past';
  return to <= from ? 'order' : undefined;
}

/**
 * Tomorrow from 09:00 to 18:00, as the values of two inputs.
 * @param {number} now
 * @param {string} zone
 */
export function tomorrow(now, zone) {
  const date = new Date(asUtc(toLocal(now, zone)) + day).toISOString().slice(0, 10);
  return { from: `${date}T09:00`, to: `${date}T18:00` };
}

/**
 * A period of the same length at the beginning of each free window that is long enough.
 * @param {Period[]} windows
 * @param {Period} period
 * @param {string} zone
 * @returns {Period[]}
 */
export function fitInto(windows, period, zone) {
  const length = Date.parse(period.to) - Date.parse(period.from);
  return windows
    .map((window) => [Date.parse(window.from), Date.parse(window.to)])
    .filter(([from = 0, to = 0]) => to - from >= length)
    .map(([from = 0]) => periodOf(from, from + length, zone));
}

/** The time zone of this browser. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
