import { freeWindows, type Buffers, type FreeWindow } from '../vehicles/free-windows.js';
import type { VehicleCalendar } from '../vehicles/fleet-calendars.js';

const MINUTE_MS = 60_000;

/** A vehicle as the feeds show it. */
export interface ListedVehicle {
  publicId: string;
  productId: string;
  /** Whether it waits at the depot: it is not out, on its way, being fetched or cleaned, or blocked. */
  isAtDepot: boolean;
  /** Whether the shortest booking may begin as soon as a booking may. */
  isFreeNow: boolean;
  /** Any period within one of them can be booked, within the bounds of length. */
  windows: FreeWindow[];
}

/** What the windows depend on beside the calendar. */
export interface Booking {
  now: Date;
  /** From the soonest start of a booking to its latest end. */
  range: FreeWindow;
  buffers: Buffers;
  shortestMs: number;
}

/** The times between which a booking that is made now may lie, in whole minutes. */
export function bookableRange(now: Date, leadMs: number, horizonMs: number): FreeWindow {
  return {
    from: wholeMinute(now.getTime() + leadMs, Math.ceil),
    to: wholeMinute(now.getTime() + horizonMs, Math.floor),
  };
}

export function toListedVehicle(
  vehicle: VehicleCalendar,
  publicId: string,
  { now, range, buffers, shortestMs }: Booking,
): ListedVehicle {
  const { productId, isOut, occupations } = vehicle;
  const windows = freeWindows(range, [occupations], buffers, shortestMs).map(({ from, to }) => ({
    from,
    // An occupation may begin within a minute; a booking ends on a whole one.
    to: wholeMinute(to.getTime(), Math.floor),
  }));
  const isTaken = occupations.some(({ startsAt, endsAt, isShipped }) => (isShipped || startsAt <= now) && endsAt > now);
  return {
    publicId,
    productId,
    isAtDepot: !isOut && !isTaken,
    isFreeNow: windows[0]?.from.getTime() === range.from.getTime(),
    windows,
  };
}

function wholeMinute(time: number, round: (minutes: number) => number): Date {
  return new Date(round(time / MINUTE_MS) * MINUTE_MS);
}
