import { HOUR_MS } from './time-price.js';

/** What a cancellation costs. A booking keeps the terms that held when it was made. */
export interface CancellationTerms {
  /** Until so many hours before the start, a cancellation is free. */
  freeHours: number;
  /** Afterwards, until the hand-over, it costs this share of the price; 0 to 100. */
  lateFeePercent: number;
}

/** One step of the terms: a cancellation costs `fee` before `until`; null means until the car is handed over. */
export interface FeeStep {
  until: Date | null;
  fee: number;
}

/** The money and the time that a fee depends on. */
export interface CancelledBooking {
  from: Date;
  /** The price, in minor units. */
  amount: number;
  /** The smallest payable amount of the currency, in minor units; the fee is rounded down to a multiple of it. */
  smallestAmount: number;
}

/**
 * The steps that are not over yet, in the order of time; the first one holds now.
 * @param now the fee of a step that ends at this instant is over
 */
export function feeSteps(terms: CancellationTerms, booking: CancelledBooking, now: Date): [FeeStep, ...FeeStep[]] {
  const { from, amount, smallestAmount } = booking;
  const share = Math.floor((amount * terms.lateFeePercent) / 100);
  const late: FeeStep = { until: null, fee: share - (share % smallestAmount) };
  const freeUntil = new Date(from.getTime() - terms.freeHours * HOUR_MS);
  return now < freeUntil && late.fee > 0 ? [{ until: freeUntil, fee: 0 }, late] : [late];
}
