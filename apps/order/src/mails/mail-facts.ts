import { Money, moneyIn, type OrderStatus, type StoredMoney } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { finalAmount } from '../adjustments/settlement.dto.js';
import { settlementOf } from '../adjustments/settlements.js';
import type { MailFacts } from './texts/mail-facts.js';

/** A 64-bit integer: some database drivers return it as text. */
type Whole = number | string;

interface Row {
  status: OrderStatus;
  product_id: string;
  qty: number;
  amount_minor: Whole | null;
  amount: Whole;
  currency: string;
  model: string | null;
  starts_at: Whole | null;
  ends_at: Whole | null;
  place: string | null;
  fee_minor: Whole | null;
  plate: string | null;
}

const SELECT = `SELECT o.status, o.product_id, o.qty, o.amount_minor, o.amount, o.currency, c.model, b.starts_at, b.ends_at, b.place,
    b.fee_minor, v.plate
  FROM orders o LEFT JOIN cars c ON c.product_id = o.product_id LEFT JOIN bookings b ON b.order_id = o.id
    LEFT JOIN vehicles v ON v.id = b.vehicle_id WHERE o.id = ?`;

/** Reads what the mails say of an order. */
export async function readFacts(tx: Tx, orderId: number): Promise<MailFacts | undefined> {
  const [row] = await tx.query<Row>(SELECT, [orderId]);
  if (!row) return undefined;
  const stored: StoredMoney = {
    minorUnits: row.amount_minor === null ? null : Number(row.amount_minor),
    hundredths: Number(row.amount),
    currency: row.currency,
  };
  const price = moneyIn(stored);
  const settled = await settlementOf(tx, orderId);
  return {
    orderId,
    status: row.status,
    model: row.model ?? row.product_id,
    qty: row.qty,
    from: timeOf(row.starts_at),
    to: timeOf(row.ends_at),
    plate: row.plate,
    place: row.place,
    total: settled ? finalAmount(price, settled) : price,
    owed: settled?.owed?.owed ?? Money.zero(row.currency),
    fee: Money.ofMinorUnits(Number(row.fee_minor ?? 0), row.currency),
  };
}

function timeOf(epochMs: Whole | null): Date | null {
  return epochMs === null ? null : new Date(Number(epochMs));
}
