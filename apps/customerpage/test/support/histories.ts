import type { WireMessage } from '@carshare/events';
import { eventsOf, foreign, original } from '@carshare/testing';
import fc from 'fast-check';
import { bookingEventsOf, changesOf, endOf } from './booking-events.js';

/** When the histories begin. */
export const BEGIN = Date.parse('2026-03-01T10:00:00.000Z');

/** The event as it happened `ms` after the beginning. */
export function at(message: WireMessage, ms: number): WireMessage {
  const time = new Date(BEGIN + ms).toISOString();
  const value = { ...(JSON.parse(message.value) as object), timestamp: time.slice(0, 19).replace(/\D/g, '') };
  return { ...message, value: JSON.stringify(value), headers: { ...message.headers, ce_time: time } };
}

/** The events that change a booking. */
export const CHANGES = Object.keys(changesOf(1));
/** The events of the end of a rental. */
export const NEW = ['handedOver', 'returned', 'orderCompleted'];

/** The same event of other publishers. */
function others(name: string, message: WireMessage): WireMessage[] {
  // Only the services of this repository publish these.
  return NEW.includes(name) || CHANGES.includes(name)
    ? [{ ...message, headers: {} }]
    : [foreign(message), original(message)];
}

const USED = ['paid', 'ordered', 'shipped', 'handedOver', 'returned', 'orderCompleted'];
const LIVES = [
  ['paid', 'ordered', 'shipped'],
  ['paid', 'ordered', 'shipped', 'deliveryCanceled', 'payCancelled', 'orderCancelled'],
  // Cancelled before it was shipped.
  ['paid', 'ordered', 'deliveryCanceled', 'payCancelled', 'orderCancelled'],
  // Paid late and given back.
  ['paid', 'payCancelled'],
  USED,
  USED.slice(0, 4),
  // The replaced services publish no hand-over.
  USED.filter((name) => name !== 'handedOver'),
  // Extended, late and settled, and cancelled after an extension.
  [
    'paid',
    'ordered',
    'shipped',
    ...CHANGES.slice(0, 2),
    'handedOver',
    ...CHANGES.slice(2, 10),
    'returned',
    ...CHANGES.slice(10),
  ],
  ['paid', 'ordered', ...CHANGES.slice(0, 4), 'deliveryCanceled', 'payCancelled', 'orderCancelled'],
  CHANGES,
];

/** A life of an order, each event published by us, by the replaced services or both, any number of times, in any order. */
export const histories = fc.tuple(fc.constantFrom(...LIVES), fc.boolean()).chain(([life, isBooking]) => {
  const steps = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: life.length, maxLength: life.length });
  return steps.chain((gaps) => {
    const events = { ...(isBooking ? bookingEventsOf(1) : { ...eventsOf(1), ...endOf(1) }), ...changesOf(1) };
    let ms = 0;
    const once = life.map((name, index) => at(events[name]!, (ms += gaps[index]!)));
    const more = life.flatMap((name, index) => others(name, once[index]!));
    const tellings = fc.oneof(
      fc.subarray(more).map((some) => [...once, ...some]),
      fc.constant(life.map((name, index) => others(name, once[index]!).at(-1)!)),
      fc.shuffledSubarray([...once, ...more], { minLength: 1 }),
    );
    return tellings.chain((told) =>
      fc.record({
        told: fc.constant(told),
        shuffled: fc
          .tuple(fc.array(fc.constantFrom(...told), { maxLength: 10 }), fc.constant(told))
          .chain(([again, all]) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length })),
      }),
    );
  });
});
