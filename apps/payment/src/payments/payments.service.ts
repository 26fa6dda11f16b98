import { Paid, PayCancelled } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentCancellation } from './payment-cancellation.entity.js';
import { toPaymentEvent, type CancelPayment } from './payment.dto.js';
import { Payment } from './payment.entity.js';
import type { StripeEvent } from './stripe-event.entity.js';

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
      await tx.insert(LedgerEntry.of('charge', payment));
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

  /** Records that the order was given up before a payment was known: a later one finds the row in its way. */
  async void(request: CancelPayment, key: string): Promise<PaymentCancellation | undefined> {
    return this.unlessTaken(async (tx) => {
      const payment = Payment.void(request);
      await tx.insert(payment);
      return cancellationOf(tx, payment, request, key);
    });
  }

  /** Records a charge that came too late for its order, together with its refund. */
  async reverse(late: Payment): Promise<void> {
    await this.unlessTaken(async (tx) => {
      await tx.insert(LedgerEntry.of('charge', late));
      await tx.insert(LedgerEntry.of('refund', late));
    });
  }

  /** Records the cancellation; for a payment that holds money also the refund and the event. Repeated, it changes nothing. */
  async cancel(request: CancelPayment, key: string): Promise<PaymentCancellation | undefined> {
    return this.unlessTaken(async (tx) => {
      const payment = await tx.find(Payment, { orderId: request.orderId });
      if (!payment) throw new RangeError(`order ${request.orderId} has no payment`);
      if (payment.cancel()) {
        await tx.update(payment);
        await tx.insert(LedgerEntry.of('refund', payment));
        this.outbox.add(tx, PayCancelled, toPaymentEvent(payment));
      }
      return cancellationOf(tx, payment, request, key);
    });
  }

  /** Records that an event of Stripe had its effect. */
  async noteStripeEvent(event: StripeEvent): Promise<void> {
    await this.unlessTaken((tx) => tx.insert(event));
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
