import type { OwnRecords } from '@carshare/operations';
import { moneyOf, type MoneyRow } from './money-row.js';
import { Payment } from './payment.entity.js';

/** What payment itself knows of an order, for the operator console: the payment, every movement of its money, and open decisions. */
export const paymentRecords: OwnRecords = async (reader, orderId) => {
  const [payment, movements] = await Promise.all([
    reader.find(Payment, { orderId }),
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
  if (!payment) return records;
  const { id, status, amount, currency, reference, reason } = payment;
  const details = { createdAt: payment.createdAt.toISOString(), amount: amount.major, currency, reference, reason };
  return [{ what: 'payment', id, status, at: payment.updatedAt.toISOString(), details }, ...records];
};
