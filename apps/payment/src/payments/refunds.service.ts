import { Outbox } from '@carshare/messaging';
import { UnitOfWork, type Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { LedgerEntry } from './ledger-entry.entity.js';
import type { RefundResult } from './payment-provider.js';
import { applyUnsettled, bookReturned, closeDecisions, orLostDispute } from './refund-booking.js';
import { endPurpose } from './refund-purpose.js';
import { Refund } from './refund.entity.js';

/** The transactions of refunds that the provider did not settle at once. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /** Books what the provider answered to the refund as the caller knew it; an answer to an earlier try changes nothing. */
  async book(asked: Refund, answer: RefundResult): Promise<void> {
    await this.unitOfWork.transaction(async (tx) => {
      const refund = await tx.find(Refund, { id: asked.id });
      if (!refund?.isOpen || refund.attempts !== asked.attempts || refund.providerId !== asked.providerId) return;
      const result = refund.isDuplicate ? answer : await orLostDispute(tx, refund, answer);
      if (result.kind === 'succeeded') return this.complete(tx, refund, result);
      await applyUnsettled(tx, refund, result);
      await tx.update(refund);
    });
  }

  /** Books a refund that succeeded, updates its row, and ends what it was made for. */
  async complete(tx: Tx, refund: Refund, result: Extract<RefundResult, { kind: 'succeeded' }>): Promise<void> {
    const { orderId, reference, entryKey } = refund;
    if (refund.end('Succeeded') === 'unchanged') return;
    // First: of two requests that book it at the same moment, one finds it stale and starts over.
    await tx.update(refund);
    await closeDecisions(tx, reference, 'refunded');
    if (refund.isDuplicate) {
      const amount = result.external.reduce((sum, external) => sum.plus(external.amount), result.amount);
      const entry = LedgerEntry.keyed('dup_refund', { orderId, amount }, reference);
      await tx.insert(Object.assign(entry, { providerId: result.id ?? result.external[0]?.id ?? null }));
      return;
    }
    const earlier = await tx.find(LedgerEntry, { orderId, kind: 'refund', entryKey });
    await bookReturned(tx, refund, result, earlier ? (result.id ?? reference) : entryKey);
    await endPurpose(tx, this.outbox, refund);
  }
}
