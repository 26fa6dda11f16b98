import type { Random } from '../runtime/random.js';

const HOUR_MS = 3_600_000;
/** So many customers want one of the next hours, where vehicles are short. */
const HOT = 0.3;

/** A booking of one hour, as the body of a request. */
export function bookingBody(random: Random, now = Date.now()): string {
  const hours = random.next() < HOT ? random.between(2, 30) : random.between(31, 1_000);
  const from = (Math.floor(now / HOUR_MS) + hours) * HOUR_MS;
  const [start, end] = [from, from + HOUR_MS].map((time) => new Date(time).toISOString());
  return JSON.stringify({ productId: '1001', qty: 1, from: start, to: end, place: 'Hauptstr. 5' });
}
