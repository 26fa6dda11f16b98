import { Money } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { recordAction } from '@carshare/operations';
import { UnitOfWork, type Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { Decision } from './decision.entity.js';
import { heldBy, LedgerEntry } from './ledger-entry.entity.js';
import { DecisionNotFound } from './payment.errors.js';
import { closeDecisions, movementsOf } from './refund-booking.js';
import { endPurpose } from './refund-purpose.js';
import { Refund } from './refund.entity.js';

/** The transactions of decisions about money: each is recorded with its operator. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /** Records that an operator has the provider asked again. */
  async recordRetry(decision: Decision, operator: Principal): Promise<void> {
    const done = { action: 'retry' as const, ...subjectOf(decision), outcome: 'asked again' };
    await this.unitOfWork.transaction((tx) => recordAction(tx, operator, done));
  }

  /** Closes a decision that has settled itself. */
  async close(id: number, outcome: string): Promise<void> {
    await this.unitOfWork.transaction(async (tx) => {
      const decision = await tx.find(Decision, { id });
      if (decision?.close(outcome) === 'closed') await tx.update(decision);
    });
  }

  /** Closes the decision; money that was to be refunded counts as returned outside of the provider. */
  async resolve(id: number, reason: string, operator: Principal): Promise<string> {
    return this.unitOfWork.transaction(async (tx) => {
      const decision = await tx.find(Decision, { id });
      if (!decision || decision.closedAt !== null) throw new DecisionNotFound(id);
      const isRefund = decision.kind.startsWith('refund_');
      const outcome = isRefund ? 'returned outside of the provider' : 'accepted';
      decision.close(`${outcome}: ${reason}`);
      await tx.update(decision);
      if (isRefund) await this.settle(tx, decision, reason);
      await recordAction(tx, operator, { action: 'resolve', ...subjectOf(decision), reason, outcome });
      return outcome;
    });
  }

  private async settle(tx: Tx, { reference }: Decision, reason: string): Promise<void> {
    for (const refund of await tx.findAll(Refund, 'reference', [reference])) {
      await this.settleOne(tx, refund);
    }
    await closeDecisions(tx, reference, `returned outside of the provider: ${reason}`);
  }

  private async settleOne(tx: Tx, refund: Refund): Promise<void> {
    const { orderId, reference, entryKey } = refund;
    if (refund.end('Resolved') === 'unchanged') return;
    const charged = refund.amount.minorUnits;
    const held = refund.isDuplicate ? charged : heldBy(await movementsOf(tx, orderId));
    const amount = Money.ofMinorUnits(Math.min(Math.max(held, 0), charged), refund.currency);
    if (amount.minorUnits > 0) {
      const key = [reference, entryKey, refund.attempts].filter((part) => part !== '').join('-');
      await tx.insert(LedgerEntry.keyed('settled', { orderId, amount }, key));
    }
    await tx.update(refund);
    if (!refund.isDuplicate) await endPurpose(tx, this.outbox, refund);
  }
}

function subjectOf({ kind, orderId, reference }: Decision): { orderId: number; subject: string } {
  return { orderId, subject: `${kind} ${reference} of order ${orderId}` };
}
