import { Money, PaymentAdjusted } from '@carshare/events';
import type { Outbox } from '@carshare/messaging';
import type { Tx } from '@carshare/persistence';
import { toAdjustmentEvent } from './adjustment.dto.js';
import { RefundNotVoidable } from './adjustment.errors.js';
import { chargesLeft } from './charges-left.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import type { MadeCharge } from './payment-provider.js';
import type { Payment } from './payment.entity.js';
import { Refund } from './refund.entity.js';

/** Books a charge of an adjustment that holds no money, and makes its refund due, once. */
export async function bookUnwanted(
  tx: Tx,
  { orderId, number, entryKey }: PaymentAdjustment,
  { reference, amount }: MadeCharge,
): Promise<void> {
  if (await tx.find(LedgerEntry, { orderId, kind: 'charge', entryKey })) return;
  await tx.insert(LedgerEntry.under(entryKey, 'charge', { orderId, amount }, reference));
  await tx.insert(Refund.of({ orderId, reference, amount, adjustment: number, charge: number }));
}

/**
 * Voids an adjustment, and makes the refund of its charge due.
 * @param charged the charge that the provider had made while no answer of it was known
 * @returns whether the payment has changed: the caller updates it
 */
export async function voidAdjustment(
  tx: Tx,
  outbox: Outbox,
  payment: Payment,
  adjustment: PaymentAdjustment,
  charged: MadeCharge | undefined,
): Promise<boolean> {
  const { orderId, number, kind, status, amount, reference } = adjustment;
  if (kind === 'refund') throw new RefundNotVoidable(orderId, number);
  const [charge] = (await chargesLeft(tx, payment)).filter((found) => found.charge === number);
  const isVoided = adjustment.void() === 'voided';
  if (charged && status !== 'Succeeded') await bookUnwanted(tx, adjustment, charged);
  await tx.update(adjustment);
  if (!isVoided) return false;
  outbox.add(tx, PaymentAdjusted, toAdjustmentEvent(adjustment));
  if (status !== 'Succeeded') return false;
  payment.addCharge(amount, -1);
  if (charge) {
    const left = Money.ofMinorUnits(charge.left, payment.currency);
    await tx.insert(
      Refund.of({ orderId, reference: reference ?? '', amount: left, adjustment: number, charge: number }),
    );
  }
  return true;
}
