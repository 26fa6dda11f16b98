import type { Tx } from '@carshare/persistence';

/**
 * The next number of an order, from 1. Two transactions may read the same one: the unique key of order and number refuses the later.
 */
export async function nextNumber(tx: Tx, orderId: number): Promise<number> {
  const [row] = await tx.query<{ n: number | string | null }>(
    'SELECT MAX(number) AS n FROM adjustments WHERE order_id = ?',
    [orderId],
  );
  return Number(row?.n ?? 0) + 1;
}
