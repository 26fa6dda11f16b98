import { describe, expect, it } from '@jest/globals';
import { ORDER_STATUSES, Money, type OrderStatus } from '@carshare/events';
import { isStillTrue, keptFrom, mailsDueWith } from './schedule.js';
import { MAIL_KINDS, type MailKind } from './texts/mail-kind.js';

const HOUR_MS = 3_600_000;
const now = new Date('2026-12-01T09:00:00Z');
const after = (hours: number): Date => new Date(now.getTime() + hours * HOUR_MS);
const times = { reminderMs: 24 * HOUR_MS, dueSoonMs: HOUR_MS };
const due = (kind: MailKind, status: OrderStatus, from: number, to: number): unknown[] =>
  mailsDueWith(kind, { status }, { from: after(from), to: after(to) }, times, now).map(
    ({ kind: own, dueAt, aboutEnd }) => [
      own,
      (dueAt.getTime() - now.getTime()) / HOUR_MS,
      aboutEnd === 0 ? 0 : (aboutEnd - now.getTime()) / HOUR_MS,
    ],
  );

describe('A change of state makes due', () => {
  it.each<[MailKind, OrderStatus, number, number, unknown[]]>([
    [
      'placed',
      'Placed',
      30,
      40,
      [
        ['placed', 0, 0],
        ['reminder', 6, 0],
      ],
    ],
    ['placed', 'Placed', 24, 40, [['placed', 0, 0]]],
    ['on_its_way', 'Shipped', 1, 9, [['on_its_way', 0, 0]]],
    ['due_soon', 'InUse', 0, 9, [['due_soon', 8, 9]]],
    ['due_soon', 'InUse', 0, 1, []],
    ['extended', 'Placed', 30, 40, [['extended', 0, 40]]],
    [
      'extended',
      'InUse',
      -2,
      9,
      [
        ['extended', 0, 9],
        ['due_soon', 8, 9],
      ],
    ],
    ['overdue', 'InUse', -9, -1, [['overdue', 0, -1]]],
    ['returned', 'Completed', -9, -1, [['returned', 0, 0]]],
    ['refunded', 'Cancelled', 3, 9, [['refunded', 0, 0]]],
  ])('%s of an order that is %s, from %i to %i', (kind, status, from, to, expected) => {
    expect(due(kind, status, from, to)).toEqual(expected);
  });

  it('no mail of a period for an instant order', () => {
    const kinds = (kind: MailKind): MailKind[] =>
      mailsDueWith(kind, { status: 'InUse' }, undefined, times, now).map((mail) => mail.kind);
    expect([kinds('placed'), kinds('due_soon')]).toEqual([['placed'], []]);
  });
});

describe('A mail is still true', () => {
  const facts = { orderId: 7, model: 'City', qty: 1, plate: null, place: null };
  const zero = Money.zero('EUR');
  const order = (status: OrderStatus, from: number, to: number): Parameters<typeof isStillTrue>[2] => ({
    ...{ ...facts, status, from: after(from), to: after(to), total: zero, owed: zero, fee: zero },
  });

  it.each<[MailKind, OrderStatus[]]>([
    ['placed', ['Placed', 'Shipped', 'InUse']],
    ['reminder', ['Placed', 'Shipped']],
    ['on_its_way', ['Shipped']],
    ['due_soon', ['InUse']],
    ['overdue', ['InUse']],
    ['extended', ['Placed', 'Shipped', 'InUse']],
    ['returned', ['Completed']],
    ['refunded', ['Cancelled']],
  ])('%s, while the order is %j', (kind, statuses) => {
    const about = after(9).getTime();
    expect(ORDER_STATUSES.filter((status) => isStillTrue(kind, about, order(status, 1, 9), now))).toEqual(statuses);
  });

  it('until its time is over, or its end is another one', () => {
    expect(isStillTrue('reminder', 0, order('Placed', 0, 9), now)).toBe(false);
    expect(isStillTrue('due_soon', now.getTime(), order('InUse', -9, 0), now)).toBe(false);
    for (const kind of ['due_soon', 'overdue', 'extended'] as const) {
      expect(isStillTrue(kind, after(9).getTime(), order('InUse', -9, 12), now)).toBe(false);
    }
    expect(MAIL_KINDS).toHaveLength(8);
  });
});

it('The days of the address begin with those of the place', () => {
  const period = { from: after(1), to: after(9) };
  const begin = (status: OrderStatus): Date | null => keptFrom({ status }, period, now);
  expect(ORDER_STATUSES.map((status) => [status, begin(status)])).toEqual([
    ...(['Pending', 'Placed', 'Shipped'] as const).map((status) => [status, period.to]),
    ['InUse', null],
    ...(['Returned', 'Completed', 'Refused'] as const).map((status) => [status, now]),
    ['Cancelling', period.to],
    ['Cancelled', now],
  ]);
  expect(keptFrom({ status: 'Placed' }, undefined, now)).toEqual(now);
});
