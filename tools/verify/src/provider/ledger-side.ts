import { moneyIn, type Money } from '@carshare/events';
import type { Database } from '../database.ts';
import { Unreadable } from '../unreadable.ts';

const PAGE = 5_000;
/** References of the simulator; no provider knows them. */
const SIMULATED = 'sim_';

export interface Movement {
  id: number;
  orderId: number;
  kind: string;
  amount: Money;
  /** Epoch milliseconds. */
  at: number;
}

/** The provider's actions as the payment database records them, by the provider's ids. */
export interface LedgerSide {
  installation: string;
  /** Epoch seconds before the first charge. */
  since: number;
  /** The orders of all charges in this database, successful or not. */
  orders: Map<string, number>;
  charges: Map<string, Movement>;
  refunds: Map<string, Movement>;
  disputes: Map<string, Movement>;
  /** Ids of returned refunds, and of disputes whose money was returned. */
  undone: Set<string>;
  /** Refunds from versions that did not store the provider's id, by order. */
  unnamed: Map<number, Movement>;
}

interface Row {
  id: number;
  order_id: number;
  kind: string;
  amount: number;
  amount_minor: number | null;
  currency: string;
  provider_id: string | null;
  created_at: number;
}

/** Reads the ledger and the charges page by page. */
export async function readLedger(database: Database): Promise<LedgerSide> {
  const [own] = await database.rows<{ id: string; created_at: number }>('SELECT id, created_at FROM installation');
  if (!own) throw new Unreadable('The payment database has no installation id: start the payment service once.');
  const first = await database.number('SELECT MIN(created_at) AS n FROM payments');
  const since = Math.floor(Math.min(own.created_at, first || own.created_at) / 1000) - 86_400;
  const side: LedgerSide = {
    installation: own.id,
    since,
    orders: new Map(),
    charges: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    undone: new Set(),
    unnamed: new Map(),
  };
  for await (const row of pages<Row>(
    database,
    'ledger',
    'id',
    'id, order_id, kind, amount, amount_minor, currency, provider_id, created_at',
  )) {
    addTo(side, row);
  }
  for (const [table, key] of [
    ['payments', 'id'],
    ['provider_charges', 'order_id'],
    ['refunds', 'id'],
  ] as const) {
    const columns = key === 'id' ? 'id, order_id, reference' : 'order_id, reference';
    for await (const row of pages<{ order_id: number; reference: string | null }>(database, table, key, columns)) {
      if (row.reference !== null) side.orders.set(row.reference, row.order_id);
    }
  }
  return side;
}

function addTo(side: LedgerSide, row: Row): void {
  const { id, order_id: orderId, kind, currency, provider_id: providerId, created_at: at } = row;
  const amount = moneyIn({ hundredths: row.amount, minorUnits: row.amount_minor, currency });
  const movement = { id, orderId, kind, amount, at };
  if (providerId?.startsWith(SIMULATED)) return;
  switch (kind) {
    case 'charge':
    case 'dup_charge':
      side.charges.set(providerId ?? `no id, entry ${id}`, movement);
      break;
    case 'refund':
    case 'dup_refund':
    case 'ext_refund':
      if (providerId === null) side.unnamed.set(orderId, movement);
      else side.refunds.set(providerId, movement);
      break;
    case 'dispute':
      side.disputes.set(providerId ?? '', movement);
      break;
    case 'reversed':
    case 'reinstated':
      side.undone.add(providerId ?? '');
  }
}

async function* pages<T extends object>(
  database: Database,
  table: string,
  key: string,
  columns: string,
): AsyncGenerator<T> {
  for (let after = 0; ;) {
    const rows = await database.rows<T>(
      `SELECT ${columns} FROM ${table} WHERE ${key} > ${after} ORDER BY ${key} LIMIT ${PAGE}`,
    );
    yield* rows;
    const last = rows.at(-1) as Record<string, number> | undefined;
    if (rows.length < PAGE || !last) return;
    after = last[key] ?? Infinity;
  }
}
