import { describe, expect, it } from '@jest/globals';
import { ORDER_STATUSES, RENTAL_STATUSES } from '@carshare/events';
import { HISTORY_EVENTS } from '../../src/customerpages/rental-facts.js';
import {
  amountOf,
  cancellable,
  course,
  eventOrder,
  expected,
  merge,
  refunded,
  returnable,
} from '../../web/js/status.js';
import { locales } from '../../web/js/translate.js';
import type { Rental } from '../../web/js/types.js';

const at = (second: number): string => `2026-01-01T00:00:0${second}.000Z`;
const rental = (status: string, second: number, ...events: string[]): Rental => ({
  orderId: 1,
  productId: '1001',
  qty: 1,
  status,
  updatedAt: at(second),
  history: events.map((event) => ({ event, at: at(second) })),
});
const booking = (status: string, ...names: string[]): Rental => ({
  ...rental(status, 1, ...names),
  from: '2026-01-05T09:00:00.000Z',
  to: '2026-01-05T18:00:00.000Z',
  amount: 49,
});
/** The events that no rental waits for. */
const UNPLANNED = ['OrderReassigned', 'OrderExtended', 'OrderOverdue'];
const events = (given: Rental): string[] => (given.history ?? []).map((fact) => fact.event);

describe('What the page knows of a rental', () => {
  it('is the first report as it comes', () => {
    const first = rental('Placed', 1, 'Ordered');
    expect(merge(undefined, first)).toBe(first);
  });

  it('never steps back: a cancelled rental stays Cancelling when an older view arrives, even one that is dated later', () => {
    expect(merge(rental('Cancelling', 2), rental('Shipped', 3, 'Shipped')).status).toBe('Cancelling');
    expect(merge(rental('Cancelled', 2), rental('Cancelling', 3)).status).toBe('Cancelled');
  });

  it('moves forward, also when the report is dated earlier', () => {
    expect(merge(rental('Cancelling', 5), rental('Cancelled', 4)).status).toBe('Cancelled');
  });

  it('takes the later of two reports of one status', () => {
    const early = { ...rental('Placed', 1), deliveryId: 1 };
    const late = { ...rental('Placed', 2), deliveryId: 2 };
    expect(merge(early, late)).toMatchObject({ deliveryId: 2 });
    expect(merge(late, early)).toMatchObject({ deliveryId: 2 });
  });

  it('takes a status of a newer shop as it is', () => {
    expect(merge(rental('Completed', 1), rental('Washed', 2)).status).toBe('Washed');
  });

  it('is not overwritten by a view with fewer events', () => {
    const view = { ...rental('Shipped', 2, 'Shipped'), productId: null, amount: null } as unknown as Rental;
    expect(merge({ ...rental('Placed', 1), amount: 49 }, view)).toMatchObject({
      status: 'Shipped',
      productId: '1001',
      amount: 49,
    });
  });

  it('keeps every fact once, in the order of the events', () => {
    const merged = merge(rental('Placed', 1, 'Paid'), rental('Shipped', 2, 'Shipped', 'Paid', 'Ordered'));
    expect(events(merged)).toEqual(['Ordered', 'Paid', 'Shipped']);
    expect(merged.history?.[1]?.at).toBe(at(2));
  });
});

describe('The statuses and events of the page', () => {
  it('are those of the services', () => {
    expect([...course].sort()).toEqual(ORDER_STATUSES.filter((status) => status !== 'Refused').sort());
    expect(course).toEqual(expect.arrayContaining([...RENTAL_STATUSES]));
    expect(eventOrder).toEqual(HISTORY_EVENTS);
  });

  it('have their words in both languages', () => {
    const keys = [
      ...ORDER_STATUSES.map((status) => `status.${status}`),
      ...eventOrder.map((event) => `event.${event}`),
      ...eventOrder.filter((event) => !UNPLANNED.includes(event)).map((event) => `event.next.${event}`),
    ];
    for (const words of [locales['en'], locales['ko']]) {
      expect(Object.keys(words!)).toEqual(expect.arrayContaining(keys));
    }
  });

  it('never step back from a hand-over to a cancellation', () => {
    expect(merge(rental('InUse', 1), rental('Cancelling', 2)).status).toBe('InUse');
    expect(merge(rental('Cancelling', 2), rental('InUse', 1)).status).toBe('InUse');
  });
});

describe('A rental', () => {
  it.each([
    [rental('Placed', 1, 'Ordered'), ['Paid', 'Shipped']],
    [rental('Shipped', 1, 'Ordered', 'Paid', 'Shipped'), []],
    [rental('Cancelling', 1, 'Ordered', 'DeliveryCanceled'), ['PayCancelled', 'OrderCancelled']],
    [rental('Cancelled', 1, 'Ordered'), []],
    [rental('InUse', 1, 'Ordered', 'Paid', 'Shipped', 'HandedOver'), ['Returned', 'OrderCompleted']],
    [rental('Returned', 1, 'Ordered', 'Paid', 'Shipped', 'Returned'), ['OrderCompleted']],
    [rental('Completed', 1, 'Ordered'), []],
    [booking('Placed', 'Ordered', 'Paid'), ['Shipped', 'HandedOver', 'Returned', 'OrderCompleted']],
    [booking('Shipped', 'Ordered', 'Paid', 'Shipped'), ['HandedOver', 'Returned', 'OrderCompleted']],
    [booking('Cancelling', 'Ordered', 'DeliveryCanceled'), ['PayCancelled', 'OrderCancelled']],
  ])('waits for the steps that are still missing: %#', (given, steps) => {
    expect(expected(given)).toEqual(steps);
  });

  it('can be cancelled while it is Placed or Shipped', () => {
    expect(course.filter((status) => cancellable(rental(status, 1)))).toEqual(['Placed', 'Shipped']);
  });

  it('can be returned while it is InUse; without a recorded hand-over only when it is no booking', () => {
    expect(course.filter((status) => returnable(rental(status, 1)))).toEqual(['Shipped', 'InUse']);
    expect(course.filter((status) => returnable(booking(status)))).toEqual(['InUse']);
  });

  it('shows at each event the money that it moved, and the fee of a cancellation', () => {
    const cancelled = { ...booking('Cancelled'), fee: 20, refunded: 29 };
    const shown = ['Ordered', 'Paid', 'PayCancelled', 'OrderCancelled'].map((event) => amountOf(cancelled, event));
    expect(shown).toEqual([undefined, 49, 29, 20]);
    const free = { ...booking('Cancelled'), fee: 0, refunded: 49 };
    expect(['PayCancelled', 'OrderCancelled'].map((event) => amountOf(free, event))).toEqual([49, undefined]);
    expect(amountOf({ ...rental('Cancelled', 1), amount: 49 }, 'PayCancelled')).toBe(49);
  });

  it('is refunded once the money went back, and not before', () => {
    expect(refunded(rental('Cancelling', 1, 'Paid', 'DeliveryCanceled'))).toBe(false);
    expect(refunded(rental('Cancelled', 1, 'Paid', 'PayCancelled'))).toBe(true);
  });
});
