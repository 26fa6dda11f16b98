const HOUR_MS = 3_600_000;
/** One hour, with an hour before and after it in which its vehicle is taken. */
const SLOT_MS = 3 * HOUR_MS;
/** The services take bookings of the next 365 days. */
const SLOTS = Math.floor((360 * 24 * HOUR_MS) / SLOT_MS);

/** The vehicles that the bookings are spread over: as many bookings as `SLOTS` times this find one free. */
export const VEHICLES = 40;

let count = 0;

/** A booking of one hour. Bookings one after another are of different hours, so that no vehicle is short. */
export function nextBooking(now = Date.now()): string {
  const first = (Math.floor(now / HOUR_MS) + 3) * HOUR_MS;
  const from = first + (count++ % SLOTS) * SLOT_MS;
  const [start, end] = [from, from + HOUR_MS].map((time) => new Date(time).toISOString());
  return `{"productId":"1001","qty":1,"from":"${start}","to":"${end}"}`;
}
