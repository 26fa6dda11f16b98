import type { CancellationTerms } from './cancellation-terms.js';
import type { SettlementTerms } from './settlement-terms.js';
import type { TimeRates } from './time-price.js';

/** Prices, cancellation terms and settlement terms, as they hold for a booking. */
export type BookingTerms = TimeRates & CancellationTerms & SettlementTerms;
