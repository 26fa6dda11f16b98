import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { divide, sumLeft, type ChargeLeft } from './charges-left.js';
import { Payment } from './payment.entity.js';

const order = { orderId: 1, productId: '1001', qty: 1, amount: 100, currency: 'EUR', customerId: 'ann' };
const payment = Payment.approve(order, 'ch_0', 'key');
const left = (charge: number, minorUnits: number): ChargeLeft => ({
  charge,
  reference: `ch_${charge}`,
  left: minorUnits,
});

describe('A refund of several charges', () => {
  it('empties the newest before it touches the next', () => {
    const charges = [left(2, 30), left(1, 20), left(0, 100)];
    const parts = divide(payment, charges, 60, 3).map(({ charge, amount }) => [charge, amount.minorUnits]);
    expect(parts).toEqual([
      [2, 30],
      [1, 20],
      [0, 10],
    ]);
  });

  it('by a cancellation returns all that is left at the provider, except where the fee stays', () => {
    const parts = divide(payment, [left(1, 20), left(0, 100)], 70, 0);
    expect(parts.map(({ isPartial }) => isPartial)).toEqual([false, true]);
    // Of an adjustment exactly the amount, as a later refund may return the rest.
    expect(divide(payment, [left(1, 20)], 20, 2)).toMatchObject([{ isPartial: true, adjustment: 2, charge: 1 }]);
  });

  it('returns exactly the amount, and of no charge more than it has left', () => {
    const some = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, fc.nat(100), (sums, percent) => {
        const charges = sums.map((sum, at) => left(sums.length - 1 - at, sum));
        const amount = Math.floor((sumLeft(charges) * percent) / 100);
        const parts = divide(payment, charges, amount, 0);
        expect(parts.reduce((sum, part) => sum + part.amount.minorUnits, 0)).toBe(amount);
        for (const [at, part] of parts.entries()) {
          expect(part.amount.minorUnits).toBeLessThanOrEqual(charges[at]?.left ?? 0);
          if (at < parts.length - 1) expect(part.amount.minorUnits).toBe(charges[at]?.left);
        }
      }),
    );
  });

  it('above what is left is a fault of the caller', () => {
    expect(() => divide(payment, [left(0, 5)], 6, 0)).toThrow(RangeError);
  });
});
