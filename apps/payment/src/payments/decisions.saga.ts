import { Reader } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { Decision } from './decision.entity.js';
import { DecisionsService } from './decisions.service.js';
import { toDecisionView, type DecisionsView } from './decisions.dto.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentProvider } from './payment-provider.js';
import { Payment } from './payment.entity.js';
import { DecisionNotFound, DecisionNotRetriable } from './payment.errors.js';
import { PaymentsService } from './payments.service.js';
import { ProviderNotes } from './provider-notes.service.js';
import { RefundsSaga } from './refunds.saga.js';
import type { StripeProvider } from './stripe-provider.js';

/** Lists what a person must decide about money, and does what was decided. */
@Injectable()
export class DecisionsSaga {
  constructor(
    private readonly decisions: DecisionsService,
    private readonly payments: PaymentsService,
    private readonly refunds: RefundsSaga,
    private readonly notes: ProviderNotes,
    private readonly provider: PaymentProvider,
    private readonly reader: Reader,
  ) {}

  /** The open decisions with a larger id, oldest first. */
  async list(after: number, size: number): Promise<DecisionsView> {
    const found = await this.reader.findWhere(Decision, 'closed_at IS NULL AND id > ? ORDER BY id LIMIT ?', [
      after,
      size + 1,
    ]);
    const open = await this.reader.number('SELECT COUNT(*) AS n FROM decisions WHERE closed_at IS NULL');
    const shown = found.slice(0, size);
    return {
      decisions: shown.map(toDecisionView),
      open,
      next: found.length > size ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  /** @returns what the decision is after the try @throws {DomainError} 404, 409 where there is nothing to retry, 503 unknown */
  async retry(id: number, operator: Principal): Promise<string> {
    const decision = await this.reader.find(Decision, { id });
    if (!decision || decision.closedAt !== null) throw new DecisionNotFound(id);
    await this.decisions.recordRetry(decision, operator);
    await this.again(decision);
    const after = await this.reader.find(Decision, { id });
    return after?.outcome ?? after?.reason ?? 'open';
  }

  resolve(id: number, reason: string, operator: Principal): Promise<string> {
    return this.decisions.resolve(id, reason, operator);
  }

  private async again(decision: Decision): Promise<void> {
    const { id, kind, orderId, reference } = decision;
    if (kind === 'external_refund') throw new DecisionNotRetriable(id, 'cancel the order, or resolve the decision.');
    if (kind === 'unmatched_charge') return this.returnCharge(decision);
    if (kind !== 'dispute') {
      if (await this.refunds.driveAll(reference)) return;
      throw new DecisionNotRetriable(id, 'its refund is settled.');
    }
    const dispute = await this.stripe(id).dispute(reference);
    const charge = decision.chargeReference ?? (await this.chargeOf(orderId));
    await this.notes.noteDispute({ orderId, reference: charge }, dispute);
  }

  /** Voids the order at payment, with the charge that was made for it, and refunds that. */
  private async returnCharge({ id, orderId, reference }: Decision): Promise<void> {
    const payment = await this.reader.find(Payment, { orderId });
    if (payment?.reference === reference) return this.decisions.close(id, 'its payment is recorded');
    const charged = await this.stripe(id).chargeOf(reference);
    if (charged) {
      await this.payments.void({ orderId, productId: '', qty: 0 }, `void-${orderId}`, charged);
    }
    await this.refunds.advance(orderId);
  }

  private async chargeOf(orderId: number): Promise<string> {
    const charge = await this.reader.find(LedgerEntry, { orderId, kind: 'charge', entryKey: '' });
    return charge?.providerId ?? '';
  }

  private stripe(id: number): StripeProvider {
    if (this.provider.name !== 'stripe') throw new DecisionNotRetriable(id, 'PAYMENT_PROVIDER is not stripe.');
    return this.provider as StripeProvider;
  }
}
