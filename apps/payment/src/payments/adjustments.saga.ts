import { assertSameRequest } from '@carshare/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { AdjustPayment } from './adjustment.dto.js';
import { AdjustmentVoided } from './adjustment.errors.js';
import { AdjustmentsQueries } from './adjustments.queries.js';
import { AdjustmentsService } from './adjustments.service.js';
import type { PaymentAdjustment } from './payment-adjustment.entity.js';
import { PaymentProvider } from './payment-provider.js';
import { Declined, ProviderUnknown } from './payment.errors.js';
import { PaymentsSaga } from './payments.saga.js';
import { adjustmentKey } from './provider-keys.js';
import { RefundsSaga } from './refunds.saga.js';

/** Drives the adjustments of an order through the provider. Each is stored before the provider is called. */
@Injectable()
export class AdjustmentsSaga {
  private readonly logger = new Logger(AdjustmentsSaga.name);

  constructor(
    private readonly adjustments: AdjustmentsService,
    private readonly queries: AdjustmentsQueries,
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentsSaga,
    private readonly refunds: RefundsSaga,
  ) {}

  /**
   * Charges or refunds once for each number. A refund that the provider did not settle is Pending: the sweeper drives it.
   * @throws {DomainError} 400 amount, 402 declined, 409 voided, not charged or refund above the charges, 422 another request before,
   * 503 the outcome of the charge is unknown
   */
  async adjust(request: AdjustPayment, key: string): Promise<PaymentAdjustment> {
    const known = (await this.queries.earlier(request, key)) ?? (await this.adjustments.begin(request, key));
    // Another request for the number was faster: it is found now.
    if (!known) return this.adjust(request, key);
    if (known.status !== 'Voided') assertSameRequest(known.requestHash, request);
    if (known.status !== 'Pending') return answerOf(known);
    return known.kind === 'charge' ? this.charge(known, request.paymentMethod) : this.refund(known);
  }

  /** @throws {DomainError} 409 for a refund, 503 outcome unknown */
  void(orderId: number, number: number): Promise<PaymentAdjustment> {
    return this.payments.voidCharge(orderId, number);
  }

  private async charge(adjustment: PaymentAdjustment, paymentMethod: string | undefined): Promise<PaymentAdjustment> {
    const { orderId, number, amount } = adjustment;
    const key = adjustmentKey(orderId, number);
    const result = await this.provider.charge({ key, orderId, number, amount, paymentMethod });
    const settled =
      result.kind === 'approved'
        ? await this.adjustments.approve(adjustment, result.reference)
        : await this.adjustments.decline(adjustment, result.reason);
    // Voided while the provider charged: the money goes back.
    if (settled.status === 'Voided') await this.refunds.advance(orderId, number);
    return answerOf(settled);
  }

  private async refund(adjustment: PaymentAdjustment): Promise<PaymentAdjustment> {
    const { orderId, number } = adjustment;
    try {
      await this.refunds.advance(orderId, number);
    } catch (error) {
      if (!(error instanceof ProviderUnknown)) throw error;
      this.logger.warn(`order ${orderId}: refund ${number} was not answered: it is asked again`);
    }
    return this.queries.reload(adjustment);
  }
}

/** The answer that the number's first request got. */
function answerOf(adjustment: PaymentAdjustment): PaymentAdjustment {
  const { orderId, number, status, declineReason } = adjustment;
  if (status === 'Voided') throw new AdjustmentVoided(orderId, number);
  if (status === 'Declined') throw new Declined(declineReason ?? 'The card was declined.');
  return adjustment;
}
