import type { OwnRecords } from '@carshare/operations';
import { Payment } from './payment.entity.js';

/** What payment itself knows of an order, for the operator console: the payment, every movement of its money, and open decisions. */
export const paymentRecords: OwnRecords = async (reader, orderId) => {
  const [payment, movements] = await Promise.all([
    reader.find(Payment, { orderId }),
    reader.query<{ id: number; kind: string; amount: number | string; currency: string; created_at: number | string }>(
      'SELECT id, kind, amount, currency, created_at FROM ledger WHERE order_id = ? ORDER BY id',
      [orderId],
    ),
  ]);
  const records = movements.map(({ id, kind, amount, currency, created_at }) => ({
    what: 'ledger',
    id,
    status: kind,
    at: new Date(Number(created_at)).toISOString(),
    details: { amount: Number(amount) / 100, currency },
  }));
  if (!payment) return records;
  const { id, status, amount, currency, reference, reason } = payment;
  const details = { createdAt: payment.createdAt.toISOString(), amount: amount / 100, currency, reference, reason };
  return [{ what: 'payment', id, status, at: payment.updatedAt.toISOString(), details }, ...records];
};
