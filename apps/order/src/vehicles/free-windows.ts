import type { Interval } from './occupation.entity.js';

const MINUTE_MS = 60_000;

/** How long a vehicle is taken beside the rental itself, in milliseconds. */
export interface Buffers {
  /** Before the start: the car is brought to the customer. */
  leadMs: number;
  /** After the end: the car is fetched and cleaned. */
  turnaroundMs: number;
}

/** A period that can be booked, as a whole or in part. */
export interface FreeWindow {
  from: Date;
  to: Date;
}

/** The interval in which a vehicle is taken for a period. */
export function occupiedBy({ from, to }: FreeWindow, { leadMs, turnaroundMs }: Buffers): Interval {
  return { startsAt: new Date(from.getTime() - leadMs), endsAt: new Date(to.getTime() + turnaroundMs) };
}

/**
 * The longest periods within a range that one of the vehicles is free for: a period of the range can be booked if and only if one of
 * them contains it. Windows of several vehicles are not joined, because a booking keeps its vehicle.
 * @param calendars the occupations of each vehicle, in the order of time
 * @param shortestMs windows below this length are left out
 */
export function freeWindows(
  range: FreeWindow,
  calendars: readonly (readonly Interval[])[],
  { leadMs, turnaroundMs }: Buffers,
  shortestMs: number,
): FreeWindow[] {
  const windows = calendars.flatMap((calendar) => {
    const starts = [range.from.getTime(), ...calendar.map(({ endsAt }) => nextMinute(endsAt.getTime() + leadMs))];
    const ends = [...calendar.map(({ startsAt }) => startsAt.getTime() - turnaroundMs), range.to.getTime()];
    return starts.map((start, gap) => ({
      from: Math.max(start, range.from.getTime()),
      to: Math.min(ends[gap] ?? 0, range.to.getTime()),
    }));
  });
  const longEnough = windows.filter(({ from, to }) => to > from && to - from >= shortestMs);
  longEnough.sort((a, b) => a.from - b.from || b.to - a.to);
  let end = -Infinity;
  return longEnough.flatMap(({ from, to }) => {
    // One that ends no later began no earlier: it is within another one.
    if (to <= end) return [];
    end = to;
    return [{ from: new Date(from), to: new Date(to) }];
  });
}

/** A return may end an occupation within a minute, and a booking begins on a whole one. */
function nextMinute(time: number): number {
  return Math.ceil(time / MINUTE_MS) * MINUTE_MS;
}
