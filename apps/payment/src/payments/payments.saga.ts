import { Money } from '@carshare/events';
import { assertSameRequest } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { DeliveryClient } from './delivery.client.js';
import type { PaymentAdjustment } from './payment-adjustment.entity.js';
import type { PaymentCancellation } from './payment-cancellation.entity.js';
import { PaymentProvider, type RefundResult } from './payment-provider.js';
import type { CancelPayment, PayOrder } from './payment.dto.js';
import { payable } from './payable.js';
import { Payment } from './payment.entity.js';
import { AmountMissing, Declined, DeliveryUnavailable, PaymentHandedOver, PaymentVoided } from './payment.errors.js';
import { PaymentsQueries } from './payments.queries.js';
import { PaymentsService } from './payments.service.js';
import { adjustmentKey, chargeKey, refundKey } from './provider-keys.js';
import type { ChargeToReturn } from './refund.entity.js';
import { RefundsSaga } from './refunds.saga.js';

/** Drives a payment through the provider. The provider is called outside of transactions; what it did is recorded after. */
@Injectable()
export class PaymentsSaga {
  constructor(
    private readonly payments: PaymentsService,
    private readonly queries: PaymentsQueries,
    private readonly provider: PaymentProvider,
    private readonly delivery: DeliveryClient,
    private readonly refunds: RefundsSaga,
  ) {}

  /**
   * Charges the order once.
   * @throws {DomainError} 400 amount, 402 declined, 409 abandoned, 422 another request before, 503 outcome unknown
   */
  async pay(request: PayOrder, key: string): Promise<Payment> {
    const earlier = await this.queries.earlier(request, key);
    if (earlier) return answerOf(earlier, request);
    const { orderId, currency, paymentMethod } = request;
    if (request.amount === undefined && this.provider.movesMoney) throw new AmountMissing(orderId);
    const amount = request.amount === undefined ? Money.zero(currency) : payable(request.amount, currency);
    const charge = { key: chargeKey(orderId), orderId, number: 0, amount, paymentMethod };
    const result = await this.provider.charge(charge);
    if (result.kind === 'declined') {
      await this.payments.decline(Payment.decline(request, result.reason, key));
      throw new Declined(result.reason);
    }
    const payment = Payment.approve(request, result.reference, key);
    return (await this.payments.approve(payment)) ?? this.settleConflict(request, payment);
  }

  /**
   * Cancels the delivery first and returns the money then; makes a payment impossible where there is none. A refund that the provider
   * leaves pending, or refuses, is kept and driven on: the cancellation is accepted, and PayCancelled follows the money.
   * @throws {PaymentHandedOver} when the customer has or had the car; nothing is stored, so the same key may ask again
   * @throws {DomainError} 409 fee above the charge, 422 another request before, 503 outcome unknown
   */
  async cancel(request: CancelPayment, key: string): Promise<PaymentCancellation> {
    await this.queries.assertCancellationKey(key, request);
    const payment = await this.queries.ofOrder(request.orderId);
    if (!payment) return this.void(request, key);
    const isOpen = payment.status === 'OrderApproved' || payment.status === 'Voided';
    const isKept = isOpen && (await this.refunds.advance(payment.orderId));
    const mustReturn = payment.status === 'OrderApproved' && !isKept;
    if (mustReturn && payment.adjustments > 0) return this.cancelAll(payment, request, key);
    const result = mustReturn ? await this.returnMoney(payment, request) : undefined;
    return (await this.payments.cancel(request, key, result)) ?? this.cancel(request, key);
  }

  /**
   * Makes sure that an adjustment holds no money and never will; a charge that was made is returned.
   * @throws {DomainError} 409 for a refund, 503 outcome unknown
   */
  async voidCharge(orderId: number, number: number): Promise<PaymentAdjustment> {
    const known = await this.queries.adjustment(orderId, number);
    const isUnknown = known?.kind === 'charge' && known.status === 'Pending';
    const charged = isUnknown ? await this.provider.void(adjustmentKey(orderId, number), orderId, number) : undefined;
    const adjustment = await this.payments.voidCharge(orderId, number, charged);
    // Another request has taken the number in the meantime: it is found now.
    if (!adjustment) return this.voidCharge(orderId, number);
    await this.refunds.advance(orderId, number);
    return adjustment;
  }

  /** The refunds are stored in one transaction before the first is asked for, so that a repetition divides the money alike. */
  private async cancelAll(payment: Payment, request: CancelPayment, key: string): Promise<PaymentCancellation> {
    const { orderId } = payment;
    payment.keep(payable(request.fee ?? 0, payment.currency), payment.charged);
    await this.cancelDelivery(payment);
    for (const number of await this.queries.pendingCharges(orderId)) await this.voidCharge(orderId, number);
    const cancellation = await this.payments.cancelAll(request, key);
    if (!cancellation) return this.cancel(request, key);
    await this.refunds.advance(orderId);
    return cancellation;
  }

  private async void(request: CancelPayment, key: string): Promise<PaymentCancellation> {
    const charged = await this.provider.void(chargeKey(request.orderId), request.orderId, 0);
    const cancellation = await this.payments.void(request, key, charged);
    if (!cancellation) return this.cancel(request, key);
    if (charged) await this.refunds.advance(request.orderId);
    return cancellation;
  }

  private async returnMoney(payment: Payment, { fee = 0 }: CancelPayment): Promise<RefundResult> {
    payment.keep(payable(fee, payment.currency));
    await this.cancelDelivery(payment);
    return this.refund(payment.charge);
  }

  private async cancelDelivery(payment: Payment): Promise<void> {
    const outcome = await this.delivery.cancel(payment);
    if (outcome === 'handed-over') throw new PaymentHandedOver(payment.orderId);
    if (outcome === 'unknown') throw new DeliveryUnavailable();
  }

  /** While the provider charged, the order was paid by another request, declined, or abandoned. */
  private async settleConflict(request: PayOrder, late: Payment): Promise<Payment> {
    const earlier = await this.queries.ofOrder(request.orderId);
    if (earlier?.status === 'Voided' || earlier?.status === 'Declined') {
      await this.payments.reverse(late.charge, await this.refund(late.charge));
    }
    if (earlier) return answerOf(earlier, request);
    // The key was used for another order at the same moment: this one is not paid.
    await this.void(request, `void-${chargeKey(request.orderId)}`);
    throw new PaymentVoided(request.orderId);
  }

  private async refund(charge: ChargeToReturn): Promise<RefundResult> {
    // The shop keeps all of the charge: nothing moves.
    if (charge.isPartial && charge.amount.minorUnits === 0) {
      return { kind: 'succeeded', id: null, amount: charge.amount, external: [] };
    }
    return this.provider.refund({
      key: refundKey(charge.orderId),
      purpose: '',
      attempt: 0,
      providerId: null,
      isPartial: false,
      ...charge,
    });
  }
}

/** The answer that the order's first payment request got. */
function answerOf(payment: Payment, request: PayOrder): Payment {
  if (payment.status === 'Voided') throw new PaymentVoided(payment.orderId);
  assertSameRequest(payment.requestHash, request);
  if (payment.status === 'Declined') throw new Declined(payment.reason ?? 'The card was declined.');
  return payment;
}
