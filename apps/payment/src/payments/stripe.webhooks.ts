import { Reader } from '@carshare/persistence';
import { Metrics } from '@carshare/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { AdjustmentsService } from './adjustments.service.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import { PaymentProvider } from './payment-provider.js';
import { Payment } from './payment.entity.js';
import { WebhookNotConfigured } from './payment.errors.js';
import { ProviderCharges, type ChargeOwner } from './provider-charges.js';
import { ProviderNotes } from './provider-notes.service.js';
import { Refund } from './refund.entity.js';
import { RefundsSaga } from './refunds.saga.js';
import { StripeEvent } from './stripe-event.entity.js';
import type { Subject } from './stripe-notice.js';
import type { StripeProvider } from './stripe-provider.js';

type ChargeNotice = Extract<Subject, { kind: 'charge' }>;

/**
 * Takes Stripe's events, in whatever order and however often they come. A payment's own requests settle it; events return money that
 * no order wants, and book refunds and disputes as they stand at Stripe. An event is noted as seen after it had its effect.
 */
@Injectable()
export class StripeWebhooks {
  private readonly logger = new Logger(StripeWebhooks.name);
  private readonly foreign;

  constructor(
    private readonly provider: PaymentProvider,
    private readonly notes: ProviderNotes,
    private readonly charges: ProviderCharges,
    private readonly refunds: RefundsSaga,
    private readonly adjustments: AdjustmentsService,
    private readonly reader: Reader,
    metrics: Metrics,
  ) {
    this.foreign = metrics.counter(
      'payment_webhooks_ignored_total',
      'Events of the payment provider about charges that this installation did not make.',
      ['type'],
    );
  }

  /** @throws {DomainError} 404 while another provider moves the money, 400 forged, 503 when it must be sent again */
  async receive(body: Buffer, signature: string): Promise<void> {
    const { provider } = this;
    if (!isStripe(provider)) throw new WebhookNotConfigured();
    const { id, type, about } = provider.readNotice(body, signature);
    if (await this.reader.find(StripeEvent, { id })) return;
    if (about && !(await this.apply(provider, about))) this.foreign.inc({ type });
    await this.notes.seen(StripeEvent.of(id, type));
  }

  /** @returns whether the event is about a charge of this installation */
  private async apply(provider: StripeProvider, about: Subject): Promise<boolean> {
    const { reference } = about;
    const stored = await this.charges.ownerOf(reference);
    if (about.kind === 'charge') {
      const isOurs = about.installation === provider.installation.id;
      const { orderId, number } = about;
      const owner = stored ?? (isOurs && orderId !== undefined ? { orderId, number } : undefined);
      if (owner === undefined) return false;
      await this.noteCharge(owner, about);
      return true;
    }
    if (stored === undefined) return false;
    const { orderId } = stored;
    const charge = { orderId, reference };
    if (about.kind === 'refunds') await this.notes.noteRefunds(charge, await provider.refundsOf(reference, orderId));
    else await this.notes.noteDispute(charge, await provider.dispute(about.id));
    return true;
  }

  /** An order holds at most one charge, and an abandoned or declined one holds none: what is beyond that goes back. */
  private async noteCharge({ orderId, number }: ChargeOwner, notice: ChargeNotice): Promise<void> {
    if (number > 0) return this.noteFurther({ orderId, number }, notice);
    const { reference, amount } = notice;
    const payment = await this.reader.find(Payment, { orderId });
    const isFirst = ((await this.charges.of({ orderId, number })) ?? reference) === reference;
    if (payment?.reference === reference) return;
    if (!payment && isFirst) return this.charges.observe({ orderId, reference, amount });
    const booked = await this.reader.find(LedgerEntry, { orderId, kind: 'charge', entryKey: '' });
    if (booked?.providerId !== reference) {
      const holds = !payment || booked !== undefined;
      this.logger.warn(
        `order ${orderId}: charge ${reference} is ${holds ? 'a second one' : 'not wanted'}: it is refunded`,
      );
      await this.notes.unwanted({ orderId, reference, amount }, holds);
    }
    const refund = await this.reader.find(Refund, { reference });
    if (refund?.status === 'Requested') await this.refunds.drive(refund);
  }

  /** The charge of an adjustment: its own request, or its void, settles it. What comes after the void, and a second charge, go back. */
  private async noteFurther({ orderId, number }: ChargeOwner, { reference, amount }: ChargeNotice): Promise<void> {
    const adjustment = await this.reader.find(PaymentAdjustment, { orderId, number });
    if (adjustment && (adjustment.reference ?? reference) === reference) {
      if (adjustment.status !== 'Voided' && adjustment.status !== 'Declined') return;
      await this.adjustments.approve(adjustment, reference);
      await this.refunds.advance(orderId, number);
      return;
    }
    this.logger.warn(`order ${orderId}: charge ${reference} is a second one of adjustment ${number}: it is refunded`);
    await this.notes.unwanted({ orderId, reference, amount }, true);
    await this.refunds.driveAll(reference);
  }
}

/** By its name: the class is loaded only where it is used. */
function isStripe(provider: PaymentProvider): provider is StripeProvider {
  return provider.name === 'stripe';
}
