import type { Check } from '../check.ts';
import type { EventType, LoggedEvent } from '../log-index.ts';

/** The first must stand before the second where both stand in the log. */
const BEFORE: readonly (readonly [EventType, EventType])[] = [
  ['Paid', 'Shipped'],
  ['Paid', 'PayCancelled'],
  ['Shipped', 'DeliveryCanceled'],
  ['DeliveryCanceled', 'PayCancelled'],
  ['Ordered', 'OrderCancelled'],
  ['PayCancelled', 'OrderCancelled'],
];

export const sequence: Check = {
  name: 'sequence',
  holds: 'an order has each event once, in the order of cause and effect: nothing is shipped after it was cancelled',
  order: ({ events }) => {
    const places = new Map<EventType, LoggedEvent>();
    const breaches: string[] = [];
    for (const event of events) {
      if (places.has(event.type)) breaches.push(`two different ${event.type} events`);
      else places.set(event.type, event);
    }
    for (const [first, second] of BEFORE) {
      const [cause, effect] = [places.get(first), places.get(second)];
      if (cause && effect && cause.place > effect.place) breaches.push(`${second} stands before ${first}`);
    }
    return breaches;
  },
};
