import { TimeInvalid } from './handover.errors.js';

/** RFC 3339 with an offset; the seconds may be left out, and are 0. */
const TIME =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** How far the operator's clock may be ahead, in milliseconds. */
const TOLERANCE_MS = 60_000;

/**
 * Reads the time at which something happened as RFC 3339 with offset (https://www.rfc-editor.org/rfc/rfc3339#section-5.6).
 * @throws {TimeInvalid} 422, also for a time before 1970 or more than 1 minute after `now`
 */
export function readRecordedTime(text: string, now = new Date()): Date {
  const upper = text.toUpperCase();
  const [, year, month, day] = TIME.exec(upper) ?? [];
  if (year === undefined) {
    throw new TimeInvalid('at must be a time with its offset, such as 2026-12-01T09:00:00+01:00.');
  }
  // Date.parse takes the 30 February for the 2 March.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() + 1 !== Number(month)) throw new TimeInvalid('at must be a day of the calendar.');
  const time = new Date(upper);
  if (time.getTime() > now.getTime() + TOLERANCE_MS) throw new TimeInvalid('at must not be in the future.');
  if (time.getTime() < 0) throw new TimeInvalid('at must not be before 1970.');
  return time;
}
