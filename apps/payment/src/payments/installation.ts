import type { Reader } from '@carshare/persistence';

/** The identity of this database towards the payment provider, made once by a migration. */
export interface Installation {
  /** A UUID: part of every idempotency key, and in the metadata of every charge and refund. */
  id: string;
  /** Orders up to this id may own charges that were made before installations had an id; 0 for none. */
  legacyOrders: number;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** Reads the one row that the migration made. */
export async function readInstallation(reader: Reader): Promise<Installation> {
  const [row] = await reader.query<{ id: string; legacy_orders: number | string; created_at: number | string }>(
    'SELECT id, legacy_orders, created_at FROM installation WHERE singleton = 1',
  );
  if (!row) throw new Error('The table installation has no row: the migrations of payment have not run to their end.');
  return { id: row.id, legacyOrders: Number(row.legacy_orders), createdAt: Number(row.created_at) };
}
