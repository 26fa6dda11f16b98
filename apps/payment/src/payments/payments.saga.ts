import { assertSameRequest } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { DeliveryClient } from './delivery.client.js';
import type { PaymentCancellation } from './payment-cancellation.entity.js';
import { PaymentProvider } from './payment-provider.js';
import type { CancelPayment, PayOrder } from './payment.dto.js';
import { Payment } from './payment.entity.js';
import { AmountMissing, Declined, DeliveryUnavailable, PaymentVoided } from './payment.errors.js';
import { PaymentsQueries } from './payments.queries.js';
import { PaymentsService } from './payments.service.js';

/** The provider's keys are derived from the order, so that every try of any replica means the same charge and the same refund. */
const chargeKey = (orderId: number): string => `pay-${orderId}`;
export const refundKey = (orderId: number): string => `refund-${orderId}`;

/** Drives a payment through the provider. The provider is called outside of transactions; what it did is recorded after. */
@Injectable()
export class PaymentsSaga {
  constructor(
    private readonly payments: PaymentsService,
    private readonly queries: PaymentsQueries,
    private readonly provider: PaymentProvider,
    private readonly delivery: DeliveryClient,
  ) {}

  /** Charges the order once. @throws {DomainError} 400 without an amount where money moves, 402 declined, 409 given up, 422 another request before, 503 outcome unknown */
  async pay(request: PayOrder, key: string): Promise<Payment> {
    const earlier = await this.queries.earlier(request, key);
    if (earlier) return answerOf(earlier, request);
    const { orderId, amount = 0, currency, paymentMethod } = request;
    if (request.amount === undefined && this.provider.movesMoney) throw new AmountMissing(orderId);
    const result = await this.provider.charge({
      key: chargeKey(orderId),
      orderId,
      amount: Math.round(amount * 100),
      currency,
      paymentMethod,
    });
    if (result.kind === 'declined') {
      await this.payments.decline(Payment.decline(request, result.reason, key));
      throw new Declined(result.reason);
    }
    const payment = Payment.approve(request, result.reference, key);
    return (await this.payments.approve(payment)) ?? this.settleConflict(request, payment);
  }

  /** Cancels the delivery first and returns the money then; makes a payment impossible where there is none. */
  async cancel(request: CancelPayment, key: string): Promise<PaymentCancellation> {
    await this.queries.assertCancellationKey(key, request);
    const payment = await this.queries.ofOrder(request.orderId);
    if (!payment) {
      await this.provider.void(chargeKey(request.orderId));
      return (await this.payments.void(request, key)) ?? this.cancel(request, key);
    }
    if (payment.status === 'OrderApproved') {
      if (!(await this.delivery.cancel(payment))) throw new DeliveryUnavailable();
      await this.provider.refund(payment.reference ?? '', refundKey(payment.orderId));
    }
    return (await this.payments.cancel(request, key)) ?? this.cancel(request, key);
  }

  /** While the provider charged, the order was paid by another request, or given up. */
  private async settleConflict(request: PayOrder, late: Payment): Promise<Payment> {
    const earlier = await this.queries.ofOrder(request.orderId);
    if (earlier?.status === 'Voided') {
      await this.provider.refund(late.reference ?? '', refundKey(request.orderId));
      await this.payments.reverse(late);
    }
    if (earlier) return answerOf(earlier, request);
    // The key was used for another order at the same moment: this one is not paid.
    await this.provider.void(chargeKey(request.orderId));
    throw new PaymentVoided(request.orderId);
  }
}

/** The answer that the order's first payment request got. */
function answerOf(payment: Payment, request: PayOrder): Payment {
  if (payment.status === 'Voided') throw new PaymentVoided(payment.orderId);
  assertSameRequest(payment.requestHash, request);
  if (payment.status === 'Declined') throw new Declined(payment.reason ?? 'The card was declined.');
  return payment;
}
