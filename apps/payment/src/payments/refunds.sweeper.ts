import { DEFAULT_CURRENCY, Money } from '@carshare/events';
import { Reader, UnitOfWork } from '@carshare/persistence';
import { DUE_ROWS, Sweeper } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { decide } from './refund-booking.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { Payment } from './payment.entity.js';
import { ProviderUnknown } from './payment.errors.js';
import { ProviderCharge } from './provider-charge.entity.js';
import { Refund } from './refund.entity.js';
import { RefundsSaga } from './refunds.saga.js';

const PERIOD_MS = 5_000;
/** How long a claimed row belongs to one replica, and how long after an unknown answer it is asked again. */
const CLAIM_MS = 60_000;

/** Drives refunds that are due, and looks after charges that no payment has claimed. */
@Injectable()
export class RefundsSweeper extends Sweeper {
  constructor(
    private readonly saga: RefundsSaga,
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
  ) {
    super('the sweep of refunds waits', PERIOD_MS);
  }

  /** @param now epoch milliseconds */
  async sweep(now = Date.now()): Promise<number> {
    for (const refund of await this.reader.findWhere(Refund, DUE_ROWS, [now])) {
      if (await this.claim(refund)) await this.drive(refund);
    }
    for (const charge of await this.reader.findWhere(ProviderCharge, DUE_ROWS, [now])) await this.match(charge);
    return PERIOD_MS;
  }

  private async drive(refund: Refund): Promise<void> {
    try {
      await this.saga.drive(refund);
    } catch (error) {
      if (!(error instanceof ProviderUnknown)) throw error;
      this.logger.warn(
        `order ${refund.orderId}: the refund of ${refund.reference} was not answered: it is asked again`,
      );
    }
  }

  /** The provider has the money of this charge since a while: either its payment is known by now, or a person must look. */
  private async match(charge: ProviderCharge): Promise<void> {
    const { orderId, reference } = charge;
    await this.unitOfWork.transaction(async (tx) => {
      const current = await tx.find(ProviderCharge, { orderId });
      if (!current || current.dueAt === null) return;
      current.dueAt = null;
      await tx.update(current);
      const payment = await tx.find(Payment, { orderId });
      const isBooked = await tx.find(LedgerEntry, { orderId, kind: 'charge', entryKey: '' });
      if (payment?.reference === reference || isBooked) return;
      const reason = 'The provider took this money, and no payment of the order was recorded.';
      const amount = charge.amount ?? Money.zero(DEFAULT_CURRENCY);
      await decide(tx, { kind: 'unmatched_charge', orderId, reference, amount, reason });
    });
  }

  private async claim({ id, version }: Refund): Promise<boolean> {
    const until = Date.now() + CLAIM_MS;
    const sql = 'UPDATE refunds SET due_at = ?, version = version + 1 WHERE id = ? AND version = ?';
    return (await this.unitOfWork.transaction((tx) => tx.execute(sql, [until, id, version]))) === 1;
  }
}
