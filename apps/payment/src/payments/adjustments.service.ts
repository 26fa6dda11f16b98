import { Money, PaymentAdjusted } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { toAdjustmentEvent, type AdjustPayment } from './adjustment.dto.js';
import { NotCharged, RefundTooHigh } from './adjustment.errors.js';
import { bookUnwanted } from './adjustment-booking.js';
import { chargesLeft, divide, sumLeft } from './charges-left.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import { PaymentCancellation } from './payment-cancellation.entity.js';
import { payable } from './payable.js';
import { Payment } from './payment.entity.js';
import { AmountInvalid } from './payment.errors.js';
import { Refund } from './refund.entity.js';

/** The transactions of adjustments. */
@Injectable()
export class AdjustmentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Stores an adjustment before money moves; a refund together with the refunds of the charges that it goes to.
   * @returns undefined when another request has taken the number or the key
   * @throws {DomainError} 400 amount, 409 without an approved payment, or for a refund above what the charges hold
   */
  async begin(request: AdjustPayment, key: string): Promise<PaymentAdjustment | undefined> {
    const amount = payable(request.amount, request.currency);
    try {
      return await this.unitOfWork.transaction(async (tx) => {
        const payment = await approvedPayment(tx, request.orderId);
        if (!payment) throw new NotCharged(request.orderId);
        if (payment.currency !== request.currency) {
          throw new AmountInvalid(`Order ${payment.orderId} is paid in ${payment.currency}. Nothing was charged.`);
        }
        const adjustment = PaymentAdjustment.begin(request, key);
        await tx.insert(adjustment);
        if (request.kind === 'refund') await this.planRefund(tx, payment, request.number, amount);
        payment.adjust();
        await tx.update(payment);
        return adjustment;
      });
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }

  /** Records an approved charge: adjustment, ledger and event in one commit. Where the charge is not wanted any more, its refund is due. */
  approve(known: PaymentAdjustment, reference: string): Promise<PaymentAdjustment> {
    return this.unitOfWork.transaction(async (tx) => {
      const adjustment = await this.current(tx, known);
      const { orderId, amount, entryKey } = adjustment;
      if (adjustment.status === 'Succeeded') return adjustment;
      const payment = await approvedPayment(tx, orderId);
      if (!payment || adjustment.succeed(reference) === 'unchanged') {
        // Raised in any case: of two requests that book the charge at the same moment, one starts over and finds it booked.
        if (adjustment.void() === 'voided') await this.store(tx, adjustment);
        else await tx.update(adjustment);
        await bookUnwanted(tx, adjustment, { reference, amount });
        return adjustment;
      }
      // First: of two requests that approve it at the same moment, one finds it stale and starts over.
      await this.store(tx, adjustment);
      payment.addCharge(amount, 1);
      await tx.update(payment);
      await tx.insert(LedgerEntry.under(entryKey, 'charge', { orderId, amount }, reference));
      return adjustment;
    });
  }

  /** Records that the provider declined, so that a repeated request gets the same answer. */
  decline(known: PaymentAdjustment, reason: string): Promise<PaymentAdjustment> {
    return this.unitOfWork.transaction(async (tx) => {
      const adjustment = await this.current(tx, known);
      if (adjustment.decline(reason) === 'declined') await this.store(tx, adjustment);
      return adjustment;
    });
  }

  private async store(tx: Tx, adjustment: PaymentAdjustment): Promise<void> {
    await tx.update(adjustment);
    this.outbox.add(tx, PaymentAdjusted, toAdjustmentEvent(adjustment));
  }

  private async current(tx: Tx, { orderId, number }: PaymentAdjustment): Promise<PaymentAdjustment> {
    const adjustment = await tx.find(PaymentAdjustment, { orderId, number });
    if (!adjustment) throw new RangeError(`order ${orderId} has no adjustment ${number}`);
    return adjustment;
  }

  private async planRefund(tx: Tx, payment: Payment, number: number, amount: Money): Promise<void> {
    const charges = await chargesLeft(tx, payment);
    if (amount.minorUnits > sumLeft(charges)) throw new RefundTooHigh(payment.orderId);
    for (const part of divide(payment, charges, amount.minorUnits, number)) await tx.insert(Refund.of(part));
  }
}

/** The payment of an order, unless it holds no money or its cancellation has begun. */
async function approvedPayment(tx: Tx, orderId: number): Promise<Payment | undefined> {
  const payment = await tx.find(Payment, { orderId });
  if (payment?.status !== 'OrderApproved') return undefined;
  return (await tx.find(PaymentCancellation, { orderId })) ? undefined : payment;
}
