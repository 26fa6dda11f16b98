import type { BookedPeriod, SettlementTerms } from './settlement-terms.js';
import { HOUR_MS, timePrice, type TimeRates } from './time-price.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
/** More kilometres in a day than 100 km/h allow are a mistyped odometer: no distance is charged then. */
const MAX_KM_PER_DAY = 2_400;

/** How a booking ended. */
export interface ReturnFacts {
  at: Date;
  /** Driven kilometres; undefined when one of the two readings is not known. */
  km: number | undefined;
}

/** What a return changes of the price. Amounts are whole numbers of minor units, at least 0; late and early exclude each other. */
export interface Settlement {
  /** For the time beyond the booked end, when it exceeds the grace. */
  late: number;
  /** For the kilometres beyond the included ones. */
  distance: number;
  /** What is refunded of the booked time that was not used. */
  early: number;
}

/**
 * What the return of a booking costs beside its price, and what it refunds. The included kilometres are those of the booked period, so
 * that a later return is never cheaper.
 * @param terms a booking of an earlier version has none: nothing is settled
 * @param smallestAmount the smallest payable amount of the currency, in minor units; the refund is rounded down to a multiple of it
 * @returns amounts with `late + distance - early` at least minus the price, and monotone in the time of the return
 * @example
 * // Booked for 9 hours, back 2 hours late: the price of 11 hours less that of 9.
 * settle({ from, to }, terms, { at: new Date(to.getTime() + 2 * HOUR_MS), km: undefined }, 1);
 */
export function settle(
  { from, to }: BookedPeriod,
  terms: TimeRates & SettlementTerms,
  { at, km }: ReturnFacts,
  smallestAmount: number,
): Settlement {
  const { graceMinutes, earlyRefundPercent } = terms;
  if (graceMinutes === null) return { late: 0, distance: 0, early: 0 };
  const booked = timePrice(to.getTime() - from.getTime(), terms).amount;
  const used = timePrice(Math.max(0, at.getTime() - from.getTime()), terms).amount;
  const isLate = at.getTime() > to.getTime() + graceMinutes * MINUTE_MS;
  const refund = at < to ? Math.floor(((booked - used) * (earlyRefundPercent ?? 0)) / 100) : 0;
  return {
    late: isLate ? used - booked : 0,
    distance: distancePrice(km, startedDays({ from, to }), terms),
    early: refund - (refund % smallestAmount),
  };
}

/** The kilometres that a booking includes; null when distance is not charged. */
export function includedKm(period: BookedPeriod, { perKm, includedKmPerDay }: SettlementTerms): number | null {
  return perKm === null || includedKmPerDay === null ? null : includedKmPerDay * startedDays(period);
}

function startedDays({ from, to }: BookedPeriod): number {
  return Math.ceil((to.getTime() - from.getTime()) / DAY_MS);
}

function distancePrice(km: number | undefined, days: number, { perKm, includedKmPerDay }: SettlementTerms): number {
  if (km === undefined || perKm === null || includedKmPerDay === null) return 0;
  return km > MAX_KM_PER_DAY * days ? 0 : Math.max(0, km - includedKmPerDay * days) * perKm;
}
