import { Reader } from '@carshare/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { PaymentProvider } from './payment-provider.js';
import { Payment } from './payment.entity.js';
import { WebhookNotConfigured } from './payment.errors.js';
import { refundKey } from './payments.saga.js';
import { PaymentsService } from './payments.service.js';
import { StripeEvent } from './stripe-event.entity.js';
import type { StripeNotice, StripeProvider } from './stripe-provider.js';

/**
 * What Stripe tells of payments. The payment's own requests settle it; events only confirm, in whatever order and however often they
 * come, with one exception: money that was taken for an order that holds none goes back.
 */
@Injectable()
export class StripeWebhooks {
  private readonly logger = new Logger(StripeWebhooks.name);

  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentsService,
    private readonly reader: Reader,
  ) {}

  /** @throws {DomainError} 404 while another provider moves the money, 400 forged, 503 when it must be told again */
  async receive(body: Buffer, signature: string): Promise<void> {
    if (!isStripe(this.provider)) throw new WebhookNotConfigured();
    const notice = this.provider.readNotice(body, signature);
    if (await this.reader.find(StripeEvent, { id: notice.id })) return;
    if (notice.type === 'payment_intent.succeeded') await this.returnIfUnwanted(notice);
    await this.payments.noteStripeEvent(StripeEvent.of(notice.id, notice.type));
  }

  /** An order given up or declined holds no money. One that is not known yet is settled by the request that is on its way. */
  private async returnIfUnwanted({ intent }: StripeNotice): Promise<void> {
    if (!intent) return;
    const { reference, orderId, amount, currency } = intent;
    const payment = await this.reader.find(Payment, { orderId });
    if (payment?.status !== 'Voided' && payment?.status !== 'Declined') return;
    this.logger.warn(`order ${orderId} is ${payment.status}, and Stripe took its money: it goes back`);
    await this.provider.refund(reference, refundKey(orderId));
    await this.payments.reverse(Object.assign(new Payment(), { ...payment, amount, currency }));
  }
}

/** By its name: the class is loaded only where it is used. */
function isStripe(provider: PaymentProvider): provider is StripeProvider {
  return provider.name === 'stripe';
}
