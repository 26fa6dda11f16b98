import { OrderCompleted, type AdjustmentFields } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { recordAction } from '@carshare/operations';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { Adjustment } from '../adjustments/adjustment.entity.js';
import { OwedAmount } from '../adjustments/owed-amount.entity.js';
import { settlementAdjustment, settlementOf } from '../adjustments/settlements.js';
import { MailsService } from '../mails/mails.service.js';
import { toCompletedEvent } from '../orders/order.dto.js';
import { Order } from '../orders/order.entity.js';
import { OrderNotFound } from '../orders/order.errors.js';
import { NothingOwed, OwedNotFound } from './owed.errors.js';

/** The transactions that settle rentals. */
@Injectable()
export class SettlementService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly mails?: MailsService,
  ) {}

  /** The money has moved: the order is complete, or its unpaid amount is paid. */
  succeed(adjustment: Adjustment): Promise<Adjustment> {
    return this.change(adjustment, (tx, current) => this.end(tx, current, current.succeed()));
  }

  /** The charge was declined, or payment will never make it: the order is complete, and the amount stays unpaid. */
  decline(adjustment: Adjustment, reason?: string): Promise<Adjustment> {
    return this.change(adjustment, (tx, current) => this.end(tx, current, current.decline(reason)));
  }

  /** Payment does not answer. After too long the order is complete with an unpaid amount, and the adjustment stays due. */
  postpone(adjustment: Adjustment, isTooLong: boolean): Promise<Adjustment> {
    return this.change(adjustment, async (tx, current) => {
      if (isTooLong) await this.complete(tx, current);
      return current.postpone() !== 'unchanged';
    });
  }

  /** Payment holds no money of a waived amount. */
  confirmVoid(adjustment: Adjustment): Promise<Adjustment> {
    return this.change(adjustment, (_tx, current) => current.confirmVoid() !== 'unchanged');
  }

  /** Payment has published what came of an adjustment. @returns whether it is one of a settlement */
  async noteAdjusted(tx: Tx, { orderId, number, status }: AdjustmentFields): Promise<boolean> {
    const adjustment = await tx.find(Adjustment, { orderId, number });
    if (adjustment?.reason !== 'settlement') return false;
    const isChanged =
      status === 'Voided'
        ? adjustment.confirmVoid() !== 'unchanged' || (await this.end(tx, adjustment, adjustment.decline()))
        : await this.end(tx, adjustment, status === 'Succeeded' ? adjustment.succeed() : adjustment.decline());
    if (isChanged) await tx.update(adjustment);
    return true;
  }

  /**
   * Charges an unpaid amount again, under the next number; while the last number has no outcome, under that one.
   * @returns the adjustment that is to be driven
   */
  async retry(orderId: number, operator: Principal): Promise<Adjustment> {
    try {
      return await this.unitOfWork.transaction(async (tx) => {
        const { row, last } = await this.openRow(tx, orderId);
        await tx.update(row);
        await recordAction(tx, operator, { action: 'retry', ...subjectOf(row), outcome: 'charged again' });
        if (last?.status === 'Pending') return last;
        const order = await tx.find(Order, { id: orderId });
        const settled = await settlementOf(tx, orderId);
        if (!order || !settled) throw new OrderNotFound(orderId);
        const next = await settlementAdjustment(tx, order, settled.settlement);
        await tx.insert(next);
        return next;
      });
    } catch (error) {
      // Another request has taken the number: its adjustment is found now.
      if (isUniqueViolation(error)) return this.retry(orderId, operator);
      throw error;
    }
  }

  /** Forgoes an unpaid amount. A charge without an outcome is voided afterwards. */
  waive(orderId: number, reason: string, operator: Principal): Promise<OwedAmount> {
    return this.unitOfWork.transaction(async (tx) => {
      const { row, last } = await this.openRow(tx, orderId);
      row.waive();
      await tx.update(row);
      if (last?.withdraw() === 'withdrawn') await tx.update(last);
      const outcome = `${String(row.amount)} waived`;
      await recordAction(tx, operator, { action: 'waive', ...subjectOf(row), reason, outcome });
      await this.publishCompleted(tx, orderId);
      return row;
    });
  }

  private async openRow(tx: Tx, orderId: number): Promise<{ row: OwedAmount; last: Adjustment | undefined }> {
    const row = await tx.find(OwedAmount, { orderId });
    if (!row) throw new OwedNotFound(orderId);
    if (row.status !== 'Open') throw new NothingOwed(orderId, row.status);
    const numbers = await tx.findAll(Adjustment, 'orderId', [orderId]);
    const last = numbers.filter((one) => one.reason === 'settlement').toSorted((a, b) => b.number - a.number)[0];
    return { row, last };
  }

  /** Completes the order after a transition that ends an adjustment. @returns whether there was one */
  private async end(tx: Tx, adjustment: Adjustment, outcome: string): Promise<boolean> {
    if (outcome === 'unchanged') return false;
    await this.complete(tx, adjustment);
    return true;
  }

  /**
   * The order is complete, and what is not paid stands in a row; or the row is paid by now. Only a charge has such a row: a refund that
   * payment has refused stays with payment's operator.
   */
  private async complete(tx: Tx, { orderId, status, kind, amount }: Adjustment): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    if (!order) throw new OrderNotFound(orderId);
    const row = await tx.find(OwedAmount, { orderId });
    const isPaid = status === 'Succeeded';
    if (isPaid && row?.pay() === 'paid') await tx.update(row);
    else if (order.complete() === 'completed') {
      await tx.update(order);
      // Once: a later payment or waiver of the owed amount must not begin the days of the address again.
      this.mails?.note(tx, order, 'returned');
      if (!isPaid && kind === 'charge') await tx.insert(OwedAmount.of(orderId, order.customerId, amount));
    } else return;
    await this.publishCompleted(tx, orderId);
  }

  private async publishCompleted(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    if (order) this.outbox.add(tx, OrderCompleted, toCompletedEvent(order, await settlementOf(tx, orderId)));
  }

  private change(
    adjustment: Adjustment,
    work: (tx: Tx, current: Adjustment) => boolean | Promise<boolean>,
  ): Promise<Adjustment> {
    const read = async (tx: Tx): Promise<Adjustment> => {
      const found = await tx.find(Adjustment, { id: adjustment.id });
      if (!found) throw new RangeError(`adjustment ${adjustment.id} is gone`);
      return found;
    };
    return this.unitOfWork.change(adjustment, read, work);
  }
}

function subjectOf({ orderId }: OwedAmount): { orderId: number; subject: string } {
  return { orderId, subject: `owed amount of order ${orderId}` };
}
