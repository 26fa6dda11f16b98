import { bookingBreaches } from './bookings.js';
import { eventBreaches } from './events.js';
import type { Facts } from './facts.js';
import { moneyBreaches } from './money.js';
import { orderBreaches } from './orders.js';
import { pageBreaches } from './pages.js';

/** All violations of the promise in the final state; empty when it holds. */
export function breachesOf(facts: Facts): string[] {
  return [
    ...orderBreaches(facts),
    ...bookingBreaches(facts),
    ...moneyBreaches(facts),
    ...eventBreaches(facts),
    ...pageBreaches(facts),
  ];
}
