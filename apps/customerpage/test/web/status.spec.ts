import { describe, expect, it } from '@jest/globals';
import { ORDER_STATUSES, RENTAL_STATUSES } from '@carshare/events';
import { HISTORY_EVENTS } from '../../src/customerpages/rental-facts.js';
import {
  amountOf,
  cancellable,
  course,
  eventOrder,
  expected,
  extendable,
  overdue,
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

  it('can be extended while the customer waits for it or has it, and only as a booking', () => {
    expect(course.filter((status) => extendable(booking(status)))).toEqual(['Placed', 'Shipped', 'InUse']);
    expect(course.filter((status) => extendable(rental(status, 1)))).toEqual([]);
  });

  it('is overdue while it is in use, until it ends later', () => {
    const late = { ...booking('InUse'), overdueSince: '2026-01-05T18:30:00.000Z' };
    expect(overdue(late)).toBe(true);
    expect(overdue({ ...late, to: '2026-01-05T19:00:00.000Z' })).toBe(false);
    expect(overdue({ ...late, status: 'Returned' })).toBe(false);
    expect(overdue(booking('InUse'))).toBe(false);
  });

  it('shows what it cost in the end there, and not as what was paid first', () => {
    const shown = ['Paid', 'OrderCompleted'].map((event) => amountOf({ ...booking('Completed'), owed: 15 }, event));
    expect(shown).toEqual([undefined, 49]);
    expect(amountOf(booking('Completed'), 'OrderCompleted')).toBeUndefined();
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
