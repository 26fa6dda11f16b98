import { describe, expect, it } from '@jest/globals';
import { Money } from '@carshare/events';
import { Adjustment, type AdjustmentStatus } from './adjustment.entity.js';

const NOW = new Date('2026-03-01T10:00:00Z');
const LATER = new Date('2026-03-01T10:00:05Z');
const EUR = (minorUnits: number): Money => Money.ofMinorUnits(minorUnits, 'EUR');

const open = (): Adjustment =>
  Adjustment.ofExtension(
    {
      orderId: 7,
      number: 1,
      amount: EUR(800),
      total: EUR(2_400),
      paymentMethod: null,
      from: NOW,
      to: LATER,
      idempotencyKey: 'key',
      requestHash: 'hash',
    },
    NOW,
  );

const LEADS: Record<AdjustmentStatus, (adjustment: Adjustment) => unknown> = {
  Pending: () => undefined,
  Succeeded: (adjustment) => adjustment.succeed(NOW),
  Declined: (adjustment) => adjustment.decline('Too little money.', NOW),
  Withdrawn: (adjustment) => adjustment.withdraw(NOW),
  Voided: (adjustment) => adjustment.forgo(NOW),
};
const STATUSES = Object.keys(LEADS) as AdjustmentStatus[];

const STEPS = {
  succeed: (adjustment: Adjustment) => adjustment.succeed(LATER),
  decline: (adjustment: Adjustment) => adjustment.decline(undefined, LATER),
  forgo: (adjustment: Adjustment) => adjustment.forgo(LATER),
  withdraw: (adjustment: Adjustment) => adjustment.withdraw(LATER),
  confirmVoid: (adjustment: Adjustment) => adjustment.confirmVoid(LATER),
  oweVoid: (adjustment: Adjustment) => adjustment.oweVoid(LATER),
} as const;
type Step = keyof typeof STEPS;

const ALLOWED: Record<Step, Partial<Record<AdjustmentStatus, [next: AdjustmentStatus, outcome: string]>>> = {
  succeed: { Pending: ['Succeeded', 'succeeded'] },
  decline: { Pending: ['Declined', 'declined'] },
  forgo: { Pending: ['Voided', 'voided'] },
  withdraw: { Pending: ['Withdrawn', 'withdrawn'] },
  confirmVoid: { Withdrawn: ['Voided', 'voided'] },
  oweVoid: { Voided: ['Withdrawn', 'void-due'] },
};

describe('An adjustment', () => {
  const steps = (Object.keys(STEPS) as Step[]).flatMap((step) => STATUSES.map((status) => [step, status] as const));
  it.each(steps)('answers %s when it is %s as the table says', (step, status) => {
    const adjustment = open();
    LEADS[status](adjustment);
    const before = { ...adjustment };
    const [next, outcome] = ALLOWED[step][status] ?? [status, 'unchanged'];
    expect(STEPS[step](adjustment)).toBe(outcome);
    expect(adjustment.status).toBe(next);
    if (outcome === 'unchanged') expect({ ...adjustment }).toEqual(before);
    // A step is due until payment has answered, and until it has confirmed a void.
    expect(adjustment.dueAt !== null).toBe(next === 'Pending' || next === 'Withdrawn');
    expect(adjustment.openOrderId).toBe(next === 'Pending' ? 7 : null);
  });

  it('keeps the key of a declined extension, and frees that of one without money', () => {
    const [declined, unpaid] = [open(), open()];
    declined.decline('Too little money.'.padEnd(300, '!'));
    unpaid.forgo();
    expect([declined.idempotencyKey, unpaid.idempotencyKey]).toEqual(['key', null]);
    expect(declined.refusalReason).toHaveLength(255);
  });

  it.each([
    [1_600, 'charge'],
    [-1_200, 'refund'],
  ])('of a settlement of %d is a %s that is due now', (minorUnits, kind) => {
    const settlement = { orderId: 7, number: 2, amount: EUR(minorUnits), paymentMethod: 'pm_1' };
    expect(Adjustment.ofSettlement(settlement, NOW)).toMatchObject({
      kind,
      minorUnits: Math.abs(minorUnits),
      status: 'Pending',
      dueAt: NOW,
      openOrderId: null,
    });
  });

  it('is taken over by another request only when no request or sweeper drives it', () => {
    const adjustment = open();
    expect(adjustment.resume(LATER)).toBe('unchanged');
    adjustment.postpone(LATER);
    expect(adjustment.resume(LATER)).toBe('resumed');
    expect(adjustment.dueAt).toEqual(new Date(LATER.getTime() + 8_000));
    expect(adjustment.resume(LATER)).toBe('unchanged');
    // The process of the request has ended: the step is due.
    expect(adjustment.resume(adjustment.dueAt!)).toBe('resumed');
    adjustment.decline();
    expect(adjustment.resume(new Date(LATER.getTime() + 60_000))).toBe('unchanged');
  });

  it('waits longer from try to try, and never longer than a minute', () => {
    const adjustment = open();
    const waits = Array.from({ length: 20 }, () => {
      adjustment.postpone(NOW);
      return adjustment.dueAt!.getTime() - NOW.getTime();
    });
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect([waits[0], waits.at(-1)]).toEqual([1_000, 60_000]);
    adjustment.succeed();
    expect(adjustment.postpone()).toBe('unchanged');
  });
});
