import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { heldBy, LedgerEntry } from './ledger-entry.entity.js';
import { PayOrder } from './payment.dto.js';
import { Payment } from './payment.entity.js';

const request = (more: Partial<PayOrder> = {}): PayOrder =>
  Object.assign(new PayOrder(), { orderId: 1, productId: '1001', qty: 1, amount: 49, ...more });

const PAYMENTS = {
  OrderApproved: () => Payment.approve(request(), 'ref', 'key'),
  PaymentCancelled: () => {
    const payment = Payment.approve(request(), 'ref', 'key');
    payment.cancel();
    return payment;
  },
  Declined: () => Payment.decline(request(), 'No.', 'key'),
  Voided: () => Payment.void(request()),
};

describe('A payment', () => {
  it.each([
    ['OrderApproved', 'cancelled', 'PaymentCancelled'],
    ['PaymentCancelled', 'unchanged', 'PaymentCancelled'],
    ['Declined', 'unchanged', 'Declined'],
    ['Voided', 'unchanged', 'Voided'],
  ] as const)('that is %s answers a cancellation with %s and is %s', (status, outcome, after) => {
    const payment = PAYMENTS[status]();
    expect(payment.status).toBe(status);
    expect(payment.cancel()).toBe(outcome);
    expect(payment.status).toBe(after);
  });

  it('holds money only when approved', () => {
    expect(PAYMENTS.OrderApproved()).toMatchObject({ minorUnits: 4_900, reference: 'ref' });
    expect(PAYMENTS.Declined()).toMatchObject({ reference: null, reason: 'No.' });
    expect(PAYMENTS.Voided()).toMatchObject({ minorUnits: 0, reference: null });
    expect(Payment.decline(request(), 'x'.repeat(300), 'key').reason).toHaveLength(255);
  });

  it('keeps every amount to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000_000 }), (cents) => {
        const payment = Payment.approve(request({ amount: cents / 100 }), 'ref', 'key');
        expect(payment.amount.minorUnits).toBe(cents);
        expect(heldBy(['charge', 'refund'].map((kind) => LedgerEntry.of(kind as 'charge', payment, 'ref')))).toBe(0);
      }),
    );
  });

  it('refunds at most once, however often it is cancelled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(PAYMENTS)), fc.nat(10), (make, cancellations) => {
        const payment = make();
        const held = payment.status === 'OrderApproved' ? 1 : 0;
        const outcomes = Array.from({ length: cancellations }, () => payment.cancel());
        const refunds = outcomes.filter((outcome) => outcome === 'cancelled').length;
        expect(refunds).toBe(cancellations > 0 ? held : 0);
      }),
    );
  });

  it('knows a repeated request from another one, whatever the order of its members', () => {
    const { requestHash } = Payment.approve(request(), 'ref', 'key');
    const turned = Object.assign(new PayOrder(), { amount: 49, qty: 1, productId: '1001', orderId: 1 });
    expect(Payment.approve(turned, 'other', 'key').requestHash).toBe(requestHash);
    for (const more of [
      { qty: 2 },
      { amount: 48 },
      { productId: '1002' },
      { customerId: 'ann' },
      { paymentMethod: 'pm' },
    ]) {
      expect(Payment.approve(request(more), 'ref', 'key').requestHash).not.toBe(requestHash);
    }
  });
});
