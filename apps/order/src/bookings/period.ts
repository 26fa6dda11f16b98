import type { FreeWindow } from '../vehicles/free-windows.js';
import { PeriodRefused, TimeInvalid } from './booking.errors.js';

/** RFC 3339 with an offset; the seconds may be left out, and are 0. */
const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d+))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** The bounds of what can be booked, in milliseconds; from the configuration. */
export interface PeriodRules {
  /** A booking starts no sooner than this after it is made: the car has to be brought. */
  leadMs: number;
  shortestMs: number;
  longestMs: number;
  /** A booking ends no later than this after it is made. */
  horizonMs: number;
}

/**
 * Reads a time as RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339#section-5.6) with its offset, to the minute.
 * @throws {TimeInvalid} 422
 */
export function readInstant(field: 'from' | 'to', text: string): Date {
  const [, year, month, day, hour, minute, second, fraction, offset = ''] = INSTANT.exec(text) ?? [];
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  if (Number.isNaN(local)) {
    throw new TimeInvalid(field, `${field} must be a time with its offset, such as 2026-12-01T09:00:00+01:00.`);
  }
  // Date.UTC takes the 30 February for the 2 March.
  const isDay = new Date(local).getUTCDate() === Number(day) && new Date(local).getUTCMonth() === Number(month) - 1;
  if (!isDay) throw new TimeInvalid(field, `${field} must be a day of the calendar.`);
  if (Number(second ?? 0) !== 0 || Number(fraction ?? 0) !== 0) {
    throw new TimeInvalid(field, `${field} must be a whole minute.`);
  }
  return new Date(local - offsetMs(offset));
}

/** Reads a period. @throws {TimeInvalid} 422, also when `to` is not after `from` */
export function readPeriod(from: string, to: string): FreeWindow {
  const period = { from: readInstant('from', from), to: readInstant('to', to) };
  if (period.to <= period.from) throw new TimeInvalid('to', 'to must be after from.');
  return period;
}

/** In a query, `+` stands for a space; clients forget to write the plus of an offset as %2B. */
export function plus(text = ''): string {
  return text.replace(' ', '+');
}

/** @throws {PeriodRefused} 422 when the period cannot be booked now */
export function assertBookable({ from, to }: FreeWindow, rules: PeriodRules, now: Date): void {
  const { leadMs, shortestMs, longestMs, horizonMs } = rules;
  const length = to.getTime() - from.getTime();
  if (from < now) throw new PeriodRefused('booking.in_past', 'from', 'from must be in the future.');
  const bounds = [
    ['from', from.getTime() - now.getTime() >= leadMs, `from must be at least ${minutes(leadMs)} from now.`],
    ['to', length >= shortestMs, `A booking takes at least ${minutes(shortestMs)}.`],
    ['to', length <= longestMs, `A booking takes at most ${minutes(longestMs)}.`],
    ['to', to.getTime() - now.getTime() <= horizonMs, `to must be at most ${minutes(horizonMs)} from now.`],
  ] as const;
  for (const [field, holds, reason] of bounds) {
    if (!holds) throw new PeriodRefused('booking.out_of_bounds', field, reason);
  }
}

function minutes(ms: number): string {
  const count = Math.round(ms / 60_000);
  return count % 1_440 === 0 ? `${count / 1_440} days` : `${count} minutes`;
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
