import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import type { RefundsQuery, RefundsView, RefundView } from './operator-refunds.dto.js';
import { moneyOf, type MoneyRow } from './money-row.js';

interface Row extends MoneyRow {
  id: number;
  order_id: number;
  kind: string;
  created_at: number | string;
  charged_at: number | string | null;
  customer_id: string | null;
}

/** By the ledger's primary key; the charge and the payment are found by their unique indexes. */
const SELECT = `SELECT r.id, r.order_id, r.kind, r.amount, r.amount_minor, r.currency, r.created_at, c.created_at AS charged_at, p.customer_id
  FROM ledger r
  LEFT JOIN ledger c ON c.order_id = r.order_id AND c.kind = 'charge' AND c.entry_key = ''
  LEFT JOIN payments p ON p.order_id = r.order_id
  WHERE r.kind IN ('refund', 'ext_refund', 'dup_refund', 'settled') AND r.id < ? ORDER BY r.id DESC LIMIT ?`;

/** Reads the refunds as the ledger contains them. */
@Injectable()
export class OperatorRefundsQueries {
  constructor(private readonly reader: Reader) {}

  /** Newest first. */
  async list({ before, size }: RefundsQuery): Promise<RefundsView> {
    const rows = await this.reader.query<Row>(SELECT, [before, size + 1]);
    const shown = rows.slice(0, size);
    return { refunds: shown.map(toView), next: rows.length > size ? (shown.at(-1)?.id ?? null) : null };
  }
}

function toView(row: Row): RefundView {
  const { id, order_id, kind, currency, created_at, charged_at, customer_id } = row;
  return {
    id,
    orderId: order_id,
    kind,
    amount: moneyOf(row).major,
    currency,
    customerId: customer_id === '' ? null : customer_id,
    chargedAt: charged_at === null ? null : new Date(Number(charged_at)).toISOString(),
    refundedAt: new Date(Number(created_at)).toISOString(),
  };
}
