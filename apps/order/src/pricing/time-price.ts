/** One hour, in milliseconds. */
export const HOUR_MS = 3_600_000;
/** The hours that are charged as one day: elapsed time, so a day with a daylight-saving change also has 24 of them. */
const HOURS_PER_DAY = 24;

/** The time prices of a model. Amounts are whole numbers of minor units. */
export interface TimeRates {
  /** `D`: for each day of 24 hours; at most 24 times `perHour`. */
  perDay: number;
  /** `H`: for each started hour of the rest. */
  perHour: number;
  /** A booking is charged for at least so many hours; 1 to 24. */
  minHours: number;
}

/** One row of a quote: `quantity × unitPrice = amount`. */
export interface PriceLine {
  unit: 'day' | 'hour';
  quantity: number;
  unitPrice: number;
  amount: number;
}

/** What a period costs, and how that is made up. */
export interface TimePrice {
  lines: PriceLine[];
  amount: number;
}

/**
 * The price of a booking: `days·D + min(h·H, D)`, where `h` is the started hours beyond the full days. The rest of a day never costs more
 * than the day, so it becomes one where it would. The price depends on elapsed time only, never on a time zone. It is monotone, and a
 * booking that is split never becomes cheaper; both hold because `D ≤ 24·H`, and because `minHours` bounds the whole booking. A minimum
 * for the hours after a full day would break the second: with D = 24·H and 3 hours, 24 h 1 min would cost 27·H and its halves 25·H.
 * @param durationMs elapsed time in milliseconds, above 0
 * @example
 * timePrice(26 * HOUR_MS, { perDay: 4900, perHour: 800, minHours: 1 }).amount; // 4900 + 2 · 800 = 6500
 */
export function timePrice(durationMs: number, { perDay, perHour, minHours }: TimeRates): TimePrice {
  const started = Math.max(Math.ceil(durationMs / HOUR_MS), minHours);
  const rest = started % HOURS_PER_DAY;
  const isWholeDay = rest * perHour >= perDay;
  const days = Math.floor(started / HOURS_PER_DAY) + (isWholeDay ? 1 : 0);
  const hours = isWholeDay ? 0 : rest;
  const lines = [lineOf('day', days, perDay), lineOf('hour', hours, perHour)].filter(({ quantity }) => quantity > 0);
  return { lines, amount: lines.reduce((sum, line) => sum + line.amount, 0) };
}

/** Whether 24 hours cost no less than a day: only then is splitting a booking never cheaper. */
export function areRates({ perDay, perHour }: Pick<TimeRates, 'perDay' | 'perHour'>): boolean {
  return perDay <= HOURS_PER_DAY * perHour;
}

function lineOf(unit: PriceLine['unit'], quantity: number, unitPrice: number): PriceLine {
  return { unit, quantity, unitPrice, amount: quantity * unitPrice };
}
