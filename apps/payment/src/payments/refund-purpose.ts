import { PaymentAdjusted } from '@carshare/events';
import type { Outbox } from '@carshare/messaging';
import type { Tx } from '@carshare/persistence';
import { toAdjustmentEvent } from './adjustment.dto.js';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import { Payment } from './payment.entity.js';
import { endPayment } from './refund-booking.js';
import { Refund } from './refund.entity.js';

/**
 * Ends what a refund was made for, when it was the last one that was open: the payment, or the adjustment. The row of the purpose is
 * raised with each refund, so that of two transactions that end the last two refunds, one sees the other.
 */
export async function endPurpose(tx: Tx, outbox: Outbox, refund: Refund): Promise<void> {
  const { orderId, adjustment: number } = refund;
  if (number === 0) return endCancellation(tx, outbox, refund);
  const adjustment = await tx.find(PaymentAdjustment, { orderId, number });
  // The refund of a voided charge ends nothing: its event was published with the void.
  if (adjustment?.kind !== 'refund') return;
  const ended = (await othersAreOpen(tx, refund)) ? 'unchanged' : adjustment.succeed(null);
  await tx.update(adjustment);
  if (ended === 'succeeded') outbox.add(tx, PaymentAdjusted, toAdjustmentEvent(adjustment));
}

async function endCancellation(tx: Tx, outbox: Outbox, refund: Refund): Promise<void> {
  const payment = await tx.find(Payment, { orderId: refund.orderId });
  if (!payment) return;
  if (payment.adjustments > 0 && (await othersAreOpen(tx, refund))) return tx.update(payment);
  await endPayment(tx, outbox, payment);
}

async function othersAreOpen(tx: Tx, { id, orderId, adjustment }: Refund): Promise<boolean> {
  const refunds = await tx.findAll(Refund, 'orderId', [orderId]);
  return refunds.some(
    (other) => other.id !== id && other.adjustment === adjustment && other.isDuplicate === 0 && other.isOpen,
  );
}
