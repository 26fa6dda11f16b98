import type { Tx } from '@carshare/persistence';

/** The vehicle is out with an order, whatever the calendar contains. @param dueAt when it has to be back */
export async function handOut(tx: Tx, vehicleId: number, orderId: number, dueAt: Date): Promise<void> {
  const sql = 'UPDATE vehicles SET out_order_id = ?, due_at = ?, version = version + 1 WHERE id = ?';
  await tx.execute(sql, [orderId, dueAt.getTime(), vehicleId]);
}

/**
 * The vehicle is back. The order's occupation ends with the return and the turnaround. One that ends earlier by then stays as it is: to
 * extend it could overlap the next one. So an occupation becomes shorter or moves to free time, and two never overlap.
 */
export async function takeIn(
  tx: Tx,
  vehicleId: number,
  orderId: number,
  returnedAt: Date,
  turnaroundMs: number,
): Promise<void> {
  // The update comes before every read of the calendar: it locks the vehicle's row, and a booking that has read the calendar before
  // fails by the version.
  await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ?', [vehicleId]);
  // Events of different orders may come in either order: the vehicle may be out with the next order already.
  const back = 'UPDATE vehicles SET out_order_id = NULL, due_at = NULL WHERE id = ? AND out_order_id = ?';
  await tx.execute(back, [vehicleId, orderId]);
  const freeAt = returnedAt.getTime() + turnaroundMs;
  const shorten = 'UPDATE occupations SET ends_at = ? WHERE order_id = ? AND starts_at < ? AND ends_at > ?';
  if ((await tx.execute(shorten, [freeAt, orderId, freeAt, freeAt])) > 0) return;
  const unbegun = await tx.query('SELECT id FROM occupations WHERE order_id = ? AND starts_at >= ?', [orderId, freeAt]);
  if (unbegun.length > 0) await moveForward(tx, vehicleId, orderId, returnedAt.getTime(), freeAt);
}

/** Moves an occupation that has not begun to the turnaround of the return, as far as that time is free; otherwise there is none. */
async function moveForward(tx: Tx, vehicleId: number, orderId: number, from: number, to: number): Promise<void> {
  const [before] = await tx.query<{ ends_at: number | string }>(
    'SELECT ends_at FROM occupations WHERE vehicle_id = ? AND starts_at < ? ORDER BY starts_at DESC LIMIT 1',
    [vehicleId, to],
  );
  const startsAt = Math.max(from, Number(before?.ends_at ?? from));
  if (startsAt < to) {
    await tx.execute('UPDATE occupations SET starts_at = ?, ends_at = ? WHERE order_id = ?', [startsAt, to, orderId]);
  } else await tx.execute('DELETE FROM occupations WHERE order_id = ?', [orderId]);
}
