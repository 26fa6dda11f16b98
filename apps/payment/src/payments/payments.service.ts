import { DEFAULT_CURRENCY, Money, Paid } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { voidAdjustment } from './adjustment-booking.js';
import { chargesLeft, divide, sumLeft } from './charges-left.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import { PaymentCancellation } from './payment-cancellation.entity.js';
import type { MadeCharge, RefundResult } from './payment-provider.js';
import { toPaymentEvent, type CancelPayment } from './payment.dto.js';
import { payable } from './payable.js';
import { Payment } from './payment.entity.js';
import { bookReturned, endPayment, openRefund, orLostDispute } from './refund-booking.js';
import { Refund, type ChargeToReturn } from './refund.entity.js';

/** The payment's transactions. A method that finds another row of the order or of the key in the way answers `undefined`. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /** Records an approved charge: payment, ledger and event in one commit. */
  async approve(payment: Payment): Promise<Payment | undefined> {
    return this.unlessTaken(async (tx) => {
      await tx.insert(payment);
      await tx.insert(LedgerEntry.of('charge', payment, payment.reference));
      this.outbox.add(tx, Paid, toPaymentEvent(payment));
      return payment;
    });
  }

  /** Records that the provider declined, so that a repeated request gets the same answer. */
  async decline(payment: Payment): Promise<Payment | undefined> {
    return this.unlessTaken(async (tx) => {
      await tx.insert(payment);
      return payment;
    });
  }

  /**
   * Records that the order was abandoned before a payment was known: a later one finds the row in its way.
   * @param charged the charge that had been made all the same: it is booked, and its refund is due
   */
  async void(request: CancelPayment, key: string, charged?: MadeCharge): Promise<PaymentCancellation | undefined> {
    return this.unlessTaken(async (tx) => {
      const payment = Payment.void(request);
      await tx.insert(payment);
      if (charged) await bookCharge(tx, { orderId: request.orderId, ...charged });
      return cancellationOf(tx, payment, request, key);
    });
  }

  /** Records a charge that came too late for its order, together with what came of its refund. */
  async reverse(late: ChargeToReturn, result: RefundResult): Promise<void> {
    await this.unlessTaken(async (tx) => {
      await tx.insert(LedgerEntry.of('charge', late, late.reference));
      if (result.kind === 'succeeded') await bookReturned(tx, late, result);
      else await openRefund(tx, late, result);
    });
  }

  /**
   * Records the cancellation. Repeated, it changes nothing.
   * @param result what came of the refund of a payment that holds money: the payment ends when the money is returned, and not before
   */
  async cancel(request: CancelPayment, key: string, result?: RefundResult): Promise<PaymentCancellation | undefined> {
    return this.unlessTaken(async (tx) => {
      const payment = await tx.find(Payment, { orderId: request.orderId });
      if (!payment) throw new RangeError(`order ${request.orderId} has no payment`);
      const isOpen = payment.status === 'OrderApproved';
      // An adjustment has begun since: its charge must be returned too.
      if (result && isOpen && payment.adjustments > 0) return undefined;
      if (result && isOpen) await this.settle(tx, payment, request, result);
      return cancellationOf(tx, payment, request, key);
    });
  }

  /**
   * Records the cancellation of an order with adjustments, and the refunds of all its charges but the fee: newest first, so that the
   * fee stays from the oldest.
   * @returns undefined also while a charge of the order is Pending
   */
  async cancelAll(request: CancelPayment, key: string): Promise<PaymentCancellation | undefined> {
    return this.unlessTaken(async (tx) => {
      const { orderId, fee = 0 } = request;
      const payment = await tx.find(Payment, { orderId });
      if (!payment) throw new RangeError(`order ${orderId} has no payment`);
      if (payment.status !== 'OrderApproved') return cancellationOf(tx, payment, request, key);
      const adjustments = await tx.findAll(PaymentAdjustment, 'orderId', [orderId]);
      if (adjustments.some(({ kind, status }) => kind === 'charge' && status === 'Pending')) return undefined;
      const charges = await chargesLeft(tx, payment);
      const held = Money.ofMinorUnits(sumLeft(charges), payment.currency);
      payment.keep(payable(fee, payment.currency), held);
      const parts = divide(payment, charges, held.minorUnits - payment.feeMinorUnits, 0);
      for (const part of parts) await tx.insert(Refund.of(part));
      if (parts.length > 0) await tx.update(payment);
      else await endPayment(tx, this.outbox, payment);
      return cancellationOf(tx, payment, request, key);
    });
  }

  /**
   * Records that an adjustment holds no money and never will. A number that was not asked for is taken.
   * @param charged the charge that the provider had made while no answer of it was known
   */
  async voidCharge(orderId: number, number: number, charged?: MadeCharge): Promise<PaymentAdjustment | undefined> {
    return this.unlessTaken(async (tx) => {
      const payment = await tx.find(Payment, { orderId });
      const adjustment = await tx.find(PaymentAdjustment, { orderId, number });
      if (adjustment) {
        const isChanged = payment && (await voidAdjustment(tx, this.outbox, payment, adjustment, charged));
        if (isChanged) await tx.update(payment);
        return adjustment;
      }
      const taken = PaymentAdjustment.voided(orderId, number, payment?.currency ?? DEFAULT_CURRENCY);
      await tx.insert(taken);
      return taken;
    });
  }

  /** Money and status in one transaction: the fee is fixed by the guarded update that ends the payment, or that opens its refund. */
  private async settle(tx: Tx, payment: Payment, { fee = 0 }: CancelPayment, answer: RefundResult): Promise<void> {
    payment.keep(payable(fee, payment.currency));
    const { charge } = payment;
    const result = await orLostDispute(tx, charge, answer);
    if (result.kind !== 'succeeded') {
      // Raises the version: an adjustment that begins at the same moment finds the cancellation.
      await tx.update(payment);
      return openRefund(tx, charge, result);
    }
    await bookReturned(tx, charge, result);
    await endPayment(tx, this.outbox, payment);
  }

  private async unlessTaken<T>(work: (tx: Tx) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.unitOfWork.transaction(work);
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }
}

/** Books a charge of an order that holds no money, and makes its refund due. */
export async function bookCharge(tx: Tx, charge: ChargeToReturn): Promise<void> {
  await tx.insert(LedgerEntry.of('charge', charge, charge.reference));
  await tx.insert(Refund.of(charge));
}

async function cancellationOf(
  tx: Tx,
  payment: Payment,
  request: CancelPayment,
  key: string,
): Promise<PaymentCancellation> {
  const earlier = await tx.find(PaymentCancellation, { orderId: payment.orderId });
  if (earlier) return earlier;
  const cancellation = PaymentCancellation.of(payment, request, key);
  await tx.insert(cancellation);
  return cancellation;
}
