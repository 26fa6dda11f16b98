import type { Tx } from '@carshare/persistence';
import { fillBlocks, gapsIn, occupationOf, overlapping } from './blocked-time.js';
import { raiseVersions } from './calendar.js';
import { Occupation, type Interval } from './occupation.entity.js';

/** The vehicle is out with an order, whatever the calendar contains. @param dueAt when it has to be back */
export async function handOut(tx: Tx, vehicleId: number, orderId: number, dueAt: Date): Promise<void> {
  // The public id of the vehicle is derived from the number of its rentals, and changes with it.
  const sql =
    'UPDATE vehicles SET out_order_id = ?, due_at = ?, version = version + 1, rentals = rentals + 1 WHERE id = ?';
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
  await raiseVersions(tx, [vehicleId]);
  // Events of different orders may come in either order: the vehicle may be out with the next order already.
  const back = 'UPDATE vehicles SET out_order_id = NULL, due_at = NULL WHERE id = ? AND out_order_id = ?';
  if ((await tx.execute(back, [vehicleId, orderId])) === 1) await stayOut(tx, vehicleId, orderId);
  const freeAt = returnedAt.getTime() + turnaroundMs;
  const planned = await occupationOf(tx, orderId);
  if (!planned || planned.endsAt.getTime() <= freeAt) return;
  if (planned.startsAt.getTime() < freeAt) {
    await tx.execute('UPDATE occupations SET ends_at = ? WHERE order_id = ?', [freeAt, orderId]);
  } else await moveForward(tx, vehicleId, orderId, returnedAt.getTime(), freeAt);
  await fillBlocks(tx, vehicleId, planned);
}

/** The hand-over to the next order may have come before the one of the order that ends: the vehicle is out with the next one. */
async function stayOut(tx: Tx, vehicleId: number, endedId: number): Promise<void> {
  const sql = `SELECT o.id, b.ends_at FROM occupations t JOIN orders o ON o.id = t.order_id JOIN bookings b ON b.order_id = o.id
    WHERE t.vehicle_id = ? AND o.status = 'InUse' AND o.id <> ?`;
  const [next] = await tx.query<{ id: number; ends_at: number | string }>(sql, [vehicleId, endedId]);
  if (!next) return;
  const out = 'UPDATE vehicles SET out_order_id = ?, due_at = ? WHERE id = ?';
  await tx.execute(out, [next.id, Number(next.ends_at), vehicleId]);
}

/**
 * The vehicle has come back damaged: it takes no booking until an operator sets it InService. Bookings that it has stay, at risk.
 */
export async function keepForRepair(tx: Tx, vehicleId: number): Promise<void> {
  const sql =
    "UPDATE vehicles SET state = 'OutOfService', state_reason = 'damage', version = version + 1 WHERE id = ? AND state IN ('InService', 'OutOfService')";
  await tx.execute(sql, [vehicleId]);
}

/** An order whose customer has another vehicle than the planned one. */
export interface OtherVehicle {
  orderId: number;
  /** The vehicle of the order's booking. */
  planned: number;
  /** The vehicle that has left. */
  left: number;
}

/**
 * The order's time moves to the vehicle that has left. Parts of blocks give way. A booking in the way moves to the planned vehicle where
 * that is free; otherwise it keeps its time, and the order gets what is left behind it. Two occupations never overlap.
 * @param mayMove whether the booking of an order in the way may move: its car has not left
 * @returns the orders that have moved to the planned vehicle
 */
export async function swapVehicles(
  tx: Tx,
  { orderId, planned, left }: OtherVehicle,
  mayMove: (orderId: number) => Promise<boolean>,
): Promise<number[]> {
  await raiseVersions(tx, [planned, left]);
  const own = await occupationOf(tx, orderId);
  if (!own) return [];
  await tx.execute('DELETE FROM occupations WHERE order_id = ?', [orderId]);
  const inTheWay = await overlapping(tx, left, own);
  const moved: number[] = [];
  for (const other of inTheWay) {
    if (other.orderId === null) await tx.execute('DELETE FROM occupations WHERE id = ?', [other.id]);
    else if ((await overlapping(tx, planned, other)).length === 0 && (await mayMove(other.orderId))) {
      await moveOccupation(tx, other.orderId, planned);
      moved.push(other.orderId);
    }
  }
  const free = gapsIn(own, await overlapping(tx, left, own)).at(-1);
  if (free) await tx.insert(Occupation.ofBooking(left, orderId, free));
  const touched = [own, ...inTheWay];
  await fillBlocks(tx, planned, hull(touched));
  await fillBlocks(tx, left, hull(touched));
  return moved;
}

/** Gives the order's time to another vehicle. The versions of both vehicles were raised before. */
export async function moveOccupation(tx: Tx, orderId: number, vehicleId: number): Promise<void> {
  await tx.execute('UPDATE occupations SET vehicle_id = ? WHERE order_id = ?', [vehicleId, orderId]);
}

/** The shortest interval that contains all of them. */
function hull(intervals: readonly Interval[]): Interval {
  return {
    startsAt: new Date(Math.min(...intervals.map(({ startsAt }) => startsAt.getTime()))),
    endsAt: new Date(Math.max(...intervals.map(({ endsAt }) => endsAt.getTime()))),
  };
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
