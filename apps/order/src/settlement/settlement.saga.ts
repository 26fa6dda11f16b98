import { Reader } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import type { Adjustment } from '../adjustments/adjustment.entity.js';
import { AdjustmentsClient, type AdjustmentOutcome } from '../adjustments/adjustments.client.js';
import { OwedAmount } from '../adjustments/owed-amount.entity.js';
import { Order } from '../orders/order.entity.js';
import { OwedNotFound } from './owed.errors.js';
import { SettlementService } from './settlement.service.js';

/** How long payment may leave the outcome open before the order is complete with an unpaid amount, in milliseconds. */
const UNKNOWN_PATIENCE_MS = 600_000;

/** Drives settlements through payment. Every step is stored before the next one begins, so any can be repeated. */
@Injectable()
export class SettlementSaga {
  constructor(
    private readonly settlements: SettlementService,
    private readonly payment: AdjustmentsClient,
    private readonly reader: Reader,
  ) {}

  /** Takes the due step of a settlement. The charge is repeated under its number until it has an outcome. */
  async drive(adjustment: Adjustment, now = Date.now()): Promise<void> {
    if (adjustment.status === 'Withdrawn') return this.void(adjustment);
    if (adjustment.status !== 'Pending') return;
    const order = await this.reader.find(Order, { id: adjustment.orderId });
    const outcome = await this.payment.adjust(adjustment, order?.customerId ?? '');
    const isRefused = outcome.kind === 'declined' || outcome.kind === 'voided';
    if (outcome.kind === 'succeeded') await this.settlements.succeed(adjustment);
    else if (isRefused && adjustment.kind === 'charge') await this.settlements.decline(adjustment, reasonOf(outcome));
    else {
      // A refund stays due until payment makes it: ending it here would lose the customer's money.
      const isTooLong = now - adjustment.createdAt.getTime() > UNKNOWN_PATIENCE_MS;
      await this.settlements.postpone(adjustment, isRefused || isTooLong);
    }
  }

  /** Charges an unpaid amount again. @returns the row as it is then @throws {DomainError} 404, 409 */
  async retry(orderId: number, operator: Principal): Promise<OwedAmount> {
    await this.drive(await this.settlements.retry(orderId, operator));
    const row = await this.reader.find(OwedAmount, { orderId });
    if (!row) throw new OwedNotFound(orderId);
    return row;
  }

  private async void(adjustment: Adjustment): Promise<void> {
    if (await this.payment.void(adjustment)) await this.settlements.confirmVoid(adjustment);
    else await this.settlements.postpone(adjustment, false);
  }
}

function reasonOf(outcome: AdjustmentOutcome): string | undefined {
  return outcome.kind === 'declined' ? outcome.reason : undefined;
}
