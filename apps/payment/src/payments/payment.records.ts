import type { OwnRecords } from '@carshare/operations';
import { moneyOf, type MoneyRow } from './money-row.js';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import { Payment } from './payment.entity.js';

/** What payment itself knows of an order, for the operator console: the payment, every movement of its money, and open decisions. */
export const paymentRecords: OwnRecords = async (reader, orderId) => {
  const [payment, adjustments, movements] = await Promise.all([
    reader.find(Payment, { orderId }),
    reader.all(PaymentAdjustment, { orderId }),
    reader.query<MoneyRow & { id: number; kind: string; created_at: number | string }>(
      'SELECT id, kind, amount, amount_minor, currency, created_at FROM ledger WHERE order_id = ? ORDER BY id',
      [orderId],
    ),
  ]);
  const records = movements.map((row) => ({
    what: 'ledger',
    id: row.id,
    status: row.kind,
    at: new Date(Number(row.created_at)).toISOString(),
    details: { amount: moneyOf(row).major, currency: row.currency },
  }));
  if (!payment) return [...adjustments.map(recordOf), ...records];
  const { id, status, amount, currency, reference, reason } = payment;
  const details = { createdAt: payment.createdAt.toISOString(), amount: amount.major, currency, reference, reason };
  return [
    { what: 'payment', id, status, at: payment.updatedAt.toISOString(), details },
    ...adjustments.map(recordOf),
    ...records,
  ];
};

function recordOf(adjustment: PaymentAdjustment): Awaited<ReturnType<OwnRecords>>[number] {
  const { id, number, kind, status, amount, currency, reason, reference, declineReason, createdAt } = adjustment;
  const details = { number, kind, amount: amount.major, currency, reason, reference, declineReason };
  return {
    what: 'adjustment',
    id,
    status,
    at: adjustment.updatedAt.toISOString(),
    details: { createdAt: createdAt.toISOString(), ...details },
  };
}
