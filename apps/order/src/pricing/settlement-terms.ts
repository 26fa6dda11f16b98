/** What a return costs or refunds beside the price. A booking keeps the terms that held when it was made. */
export interface SettlementTerms {
  /** A return up to so many minutes after the end is not late; null in a booking of an earlier version, which is not settled. */
  graceMinutes: number | null;
  /** For each kilometre beyond the included ones, in minor units; null when distance is not charged. */
  perKm: number | null;
  /** Kilometres that each started day of the booking includes. */
  includedKmPerDay: number | null;
  /** What is refunded of the booked time that was not used, as a share of its price; 0 to 100. */
  earlyRefundPercent: number | null;
}

/** A booked period. */
export interface BookedPeriod {
  from: Date;
  to: Date;
}
