const HOUR_MS = 3_600_000;
/** One hour, an hour before and after it in which its vehicle is taken, and an hour for its extension. */
const SLOT_MS = 4 * HOUR_MS;
/** The services take bookings of the next 365 days. */
const SLOTS = Math.floor((360 * 24 * HOUR_MS) / SLOT_MS);

/** The vehicles that the bookings are spread over: as many bookings as `SLOTS` times this find one free. */
export const VEHICLES = 40;

/** An accepted booking, which can be extended. */
interface Booked {
  id: number;
  to: number;
}

let count = 0;
let booked: Booked[] = [];

/** Drops the bookings of an earlier job: they may be of another system. */
export function forgetBookings(): void {
  booked = [];
}

/**
 * A booking of one hour. Bookings one after another are of different hours, so that no vehicle is short, and each can be extended by
 * one hour whichever vehicle it gets.
 */
export function nextBooking(now = Date.now()): { body: string; accepted(id: number): void } {
  const first = (Math.floor(now / HOUR_MS) + 3) * HOUR_MS;
  const from = first + (count++ % SLOTS) * SLOT_MS;
  const to = from + HOUR_MS;
  const body = `{"productId":"1001","qty":1,"from":"${iso(from)}","to":"${iso(to)}"}`;
  return { body, accepted: (id) => void booked.push({ id, to }) };
}

/** The extension of the next accepted booking by one hour; undefined when each has been extended. */
export function nextExtension(): { path: string; body: string } | undefined {
  const next = booked.shift();
  return next && { path: `/orders/${next.id}/extensions`, body: `{"to":"${iso(next.to + HOUR_MS)}"}` };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
