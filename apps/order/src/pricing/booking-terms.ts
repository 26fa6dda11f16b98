import type { CancellationTerms } from './cancellation-terms.js';
import type { TimeRates } from './time-price.js';

/** Prices and cancellation terms, as they hold for a booking. */
export type BookingTerms = TimeRates & CancellationTerms;
