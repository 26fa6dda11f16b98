import { eventBreaches } from './events.js';
import type { Facts } from './facts.js';
import { moneyBreaches } from './money.js';
import { orderBreaches } from './orders.js';
import { pageBreaches } from './pages.js';

/** Every way in which the facts contradict the promise; empty when all is well. */
export function breachesOf(facts: Facts): string[] {
  return [...orderBreaches(facts), ...moneyBreaches(facts), ...eventBreaches(facts), ...pageBreaches(facts)];
}
