import { Money } from '@carshare/events';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { Decision } from './decision.entity.js';
import { heldBy, LedgerEntry, type LedgerKind } from './ledger-entry.entity.js';
import { Payment } from './payment.entity.js';
import { bookCharge } from './payments.service.js';
import { bookOnce, decide, movementsOf } from './refund-booking.js';
import { Refund, type ChargeToReturn } from './refund.entity.js';
import { RefundsService } from './refunds.service.js';
import { StripeEvent } from './stripe-event.entity.js';
import type { ListedDispute } from './stripe-provider.js';
import type { ListedRefund } from './stripe-refunds.js';

/** A charge, as the order that it belongs to knows it. */
export interface ChargeOfOrder {
  orderId: number;
  reference: string;
}

/** Books what the provider reports in webhooks: refunds, disputes and charges that no request is waiting for. */
@Injectable()
export class ProviderNotes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly refunds: RefundsService,
  ) {}

  /** Records that an event of Stripe had its effect. */
  async seen(event: StripeEvent): Promise<void> {
    await this.once((tx) => tx.insert(event));
  }

  /**
   * Books a charge that its order does not want, and makes its refund due.
   * @param isDuplicate whether the order has another charge
   */
  async unwanted(charge: ChargeToReturn, isDuplicate: boolean): Promise<void> {
    await this.once(async (tx) => {
      if (!isDuplicate) return bookCharge(tx, charge);
      await tx.insert(LedgerEntry.keyed('dup_charge', charge, charge.reference));
      await tx.insert(Refund.of(charge, true));
    });
  }

  /** Books the refunds of a charge as they stand at the provider, newest first. */
  async noteRefunds(charge: ChargeOfOrder, listed: readonly ListedRefund[]): Promise<void> {
    await this.again(async (tx) => {
      const refunds = await tx.findAll(Refund, 'reference', [charge.reference]);
      for (const found of listed) {
        const refund = refunds.find(({ entryKey }) => entryKey === found.purpose);
        if (found.isOurs) await this.noteOwn(tx, charge, refund, found);
        else await noteExternal(tx, charge, refunds, found);
      }
      for (const refund of refunds) await tx.update(refund);
      await noteReturned(tx, charge);
    });
  }

  /** Books a dispute as it stands: what the bank withdrew, and what it gave back. */
  async noteDispute({ orderId, reference }: ChargeOfOrder, dispute: ListedDispute): Promise<void> {
    const { id, amount, status } = dispute;
    // An inquiry, and a dispute that was prevented, move no money (https://docs.stripe.com/disputes/how-disputes-work).
    const isWithdrawn = !status.startsWith('warning_') && status !== 'prevented';
    const isOver = ['won', 'lost', 'warning_closed', 'prevented'].includes(status);
    await this.again(async (tx) => {
      const book = (kind: LedgerKind): Promise<boolean> =>
        bookOnce(tx, LedgerEntry.keyed(kind, { orderId, amount }, id));
      if (isWithdrawn) await book('dispute');
      if (status === 'won') await book('reinstated');
      const about = { kind: 'dispute', orderId, reference: id, amount, chargeReference: reference } as const;
      if (!isOver) return decide(tx, { ...about, reason: `${dispute.reason}: ${status}` });
      const known = (await tx.find(Decision, { kind: 'dispute', reference: id })) ?? undefined;
      const decision = known ?? Decision.of({ ...about, reason: dispute.reason });
      const closing = decision.close(status);
      if (!known) await tx.insert(decision);
      else if (closing === 'closed') await tx.update(decision);
      await this.afterDispute(tx, reference, dispute);
    });
  }

  /** A refund that was refused because of the dispute goes on when it is over: the bank has returned the money, or kept it with us. */
  private async afterDispute(tx: Tx, reference: string, { amount, status }: ListedDispute): Promise<void> {
    const nothing = { kind: 'succeeded', id: null, amount: Money.zero(amount.currency), external: [] } as const;
    const refunds = await tx.findAll(Refund, 'reference', [reference]);
    for (const refund of refunds.filter(({ isOpen }) => isOpen)) {
      const isLost = status === 'lost' && amount.minorUnits >= refund.amount.minorUnits;
      if (isLost) {
        await this.refunds.complete(tx, refund, nothing);
        continue;
      }
      refund.retryNow();
      await tx.update(refund);
    }
  }

  private async noteOwn(tx: Tx, charge: ChargeOfOrder, refund: Refund | undefined, found: ListedRefund): Promise<void> {
    const { result } = found;
    if (refund?.isOpen) {
      if (result.kind === 'succeeded') return this.refunds.complete(tx, refund, { ...result, external: [] });
      if (result.kind === 'pending') refund.wait(result.id, result.reason);
      // The sweeper asks for it, and books the refusal with its decision.
      else if (refund.providerId === found.id) refund.retryNow();
      return;
    }
    if (result.kind === 'refused') await this.reverse(tx, charge, refund, found, result.reason);
  }

  /** A refund that had succeeded came back (https://docs.stripe.com/refunds#failed-refunds): the customer is still to be paid. */
  private async reverse(
    tx: Tx,
    { orderId, reference }: ChargeOfOrder,
    refund: Refund | undefined,
    { id, amount }: ListedRefund,
    why: string,
  ): Promise<void> {
    const booked = await tx.query('SELECT id FROM ledger WHERE order_id = ? AND provider_id = ?', [orderId, id]);
    if (booked.length === 0) return;
    if (!(await bookOnce(tx, LedgerEntry.keyed('reversed', { orderId, amount }, id)))) return;
    if (refund) {
      refund.reverse(why);
    } else {
      const payment = await tx.find(Payment, { orderId });
      // What the shop keeps is not returned by the next try either.
      const again = Refund.of({ orderId, reference, amount, isPartial: payment?.keepsFee ?? false });
      again.refuse(why);
      await tx.insert(again);
    }
    await decide(tx, { kind: 'refund_reversed', orderId, reference, amount, reason: why });
  }

  private async once(work: (tx: Tx) => Promise<void>): Promise<void> {
    try {
      await this.unitOfWork.transaction(work);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
    }
  }

  /** Two deliveries of one event may book at the same moment: the slower one looks again at what is left. */
  private async again(work: (tx: Tx) => Promise<void>): Promise<void> {
    try {
      await this.unitOfWork.transaction(work);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      await this.unitOfWork.transaction(work);
    }
  }
}

async function noteExternal(
  tx: Tx,
  { orderId }: ChargeOfOrder,
  refunds: readonly Refund[],
  { id, amount, result }: ListedRefund,
): Promise<void> {
  const money = { orderId, amount };
  if (result.kind === 'succeeded') {
    // What our own refund must still return has changed.
    if (!(await bookOnce(tx, LedgerEntry.keyed('ext_refund', money, id)))) return;
    for (const refund of refunds) refund.retryNow();
  } else if (result.kind === 'refused') {
    const booked = await tx.find(LedgerEntry, { orderId, kind: 'ext_refund', entryKey: id });
    if (booked) await bookOnce(tx, LedgerEntry.keyed('reversed', money, id));
  }
}

/** An order that is still to be driven, and whose money is all returned by others, needs a person. */
async function noteReturned(tx: Tx, { orderId, reference }: ChargeOfOrder): Promise<void> {
  const payment = await tx.find(Payment, { orderId });
  if (payment?.status !== 'OrderApproved' || heldBy(await movementsOf(tx, orderId)) > 0) return;
  const { amount } = payment;
  const reason = 'The whole amount was refunded outside of the shop, and the order is not cancelled.';
  await decide(tx, { kind: 'external_refund', orderId, reference, amount, reason });
}
