import type { Check } from '../check.ts';
import { CAUSES, EXCLUSIVE, mayRepeat, type EventType } from '../event-matrix.ts';
import type { LoggedEvent } from '../log-index.ts';

/** The first event must precede the second in time; two services publish them independently. */
const EARLIER: readonly (readonly [EventType, EventType])[] = [
  ['DeliveryCanceled', 'PayCancelled'],
  ['Shipped', 'PayCancelled'],
];
/** Tolerated difference between the clocks of two services, in milliseconds. */
const CLOCK_SKEW = 1_000;

export const sequence: Check = {
  name: 'sequence',
  holds:
    'an order has each event once, in causal order: nothing is shipped after its cancellation, nothing cancelled after its hand-over',
  order: ({ events }) => {
    const firsts = new Map<EventType, LoggedEvent>();
    const lasts = new Map<EventType, LoggedEvent>();
    const breaches: string[] = [];
    for (const event of events) {
      if (!firsts.has(event.type)) firsts.set(event.type, event);
      else if (!mayRepeat(event.type)) breaches.push(`two different ${event.type} events`);
      if (!lasts.has(event.type) || mayRepeat(event.type)) lasts.set(event.type, event);
    }
    for (const [first, second] of CAUSES) {
      const [cause, effect] = [lasts.get(first), firsts.get(second)];
      if (cause && effect && cause.place > effect.place) breaches.push(`${second} precedes ${first}`);
    }
    for (const [first, second] of EARLIER) {
      const [cause, effect] = [firsts.get(first), firsts.get(second)];
      if (cause && effect && cause.time > effect.time + CLOCK_SKEW) breaches.push(`${second} happened before ${first}`);
    }
    for (const [first, second] of EXCLUSIVE) {
      if (firsts.has(first) && firsts.has(second)) breaches.push(`${first} and ${second} exclude each other`);
    }
    return breaches;
  },
};
