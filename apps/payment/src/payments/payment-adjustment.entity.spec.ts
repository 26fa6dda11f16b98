import { describe, expect, it } from '@jest/globals';
import { PaymentAdjustment, type AdjustmentKind, type AdjustmentStatus } from './payment-adjustment.entity.js';

const NOW = new Date('2026-03-02T10:00:00Z');

function made(kind: AdjustmentKind, status: AdjustmentStatus): PaymentAdjustment {
  const asked = { orderId: 1, number: 2, kind, amount: 9.5, currency: 'EUR', reason: 'extension', customerId: 'ann' };
  return Object.assign(PaymentAdjustment.begin(asked, 'key'), { status });
}

describe('An adjustment', () => {
  it.each<[AdjustmentKind, AdjustmentStatus, string, string, string]>([
    ['charge', 'Pending', 'succeeded', 'declined', 'voided'],
    ['charge', 'Succeeded', 'unchanged', 'unchanged', 'voided'],
    ['charge', 'Declined', 'unchanged', 'unchanged', 'unchanged'],
    ['charge', 'Voided', 'unchanged', 'unchanged', 'unchanged'],
    ['refund', 'Pending', 'succeeded', 'unchanged', 'unchanged'],
    ['refund', 'Succeeded', 'unchanged', 'unchanged', 'unchanged'],
  ])('that is a %s and %s: succeed %s, decline %s, void %s', (kind, status, ...outcomes) => {
    const ends = { succeeded: 'Succeeded', declined: 'Declined', voided: 'Voided' } as Record<string, string>;
    const does = [
      (one: PaymentAdjustment) => one.succeed('ch_1', NOW),
      (one: PaymentAdjustment) => one.decline('No.', NOW),
      (one: PaymentAdjustment) => one.void(NOW),
    ];
    for (const [at, transition] of does.entries()) {
      const adjustment = made(kind, status);
      const before = { ...adjustment };
      const outcome = outcomes[at] ?? '';
      expect(transition(adjustment)).toBe(outcome);
      if (outcome === 'unchanged') expect(adjustment).toEqual(before);
      else expect(adjustment).toMatchObject({ status: ends[outcome], updatedAt: NOW });
    }
  });

  it('keeps the first charge of the provider, and a reason of 255 characters', () => {
    const adjustment = made('charge', 'Pending');
    expect([adjustment.remember('ch_1'), adjustment.remember('ch_2')]).toEqual(['remembered', 'unchanged']);
    expect(adjustment.reference).toBe('ch_1');
    adjustment.decline('x'.repeat(300));
    expect(adjustment.declineReason).toHaveLength(255);
  });

  it('that was voided before it was asked for holds no money', () => {
    const taken = PaymentAdjustment.voided(1, 3, 'EUR');
    expect(taken).toMatchObject({ number: 3, status: 'Voided', minorUnits: 0, idempotencyKey: null });
    expect(taken.succeed('ch_1')).toBe('unchanged');
  });
});
