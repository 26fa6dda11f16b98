import { StaleWrite, type Tx } from '@carshare/persistence';
import { occupationOf } from './blocked-time.js';
import { raiseVersions } from './calendar.js';
import type { Queries } from './occupations.js';

/** Until when a booking can keep its vehicle, in the version of the vehicle in which that holds. */
export interface TimeLeft {
  vehicleId: number;
  version: number;
  /** When the vehicle's next occupation starts; null when there is none. */
  nextStart: Date | null;
}

/**
 * Version and calendar in one statement, so that both are of one snapshot: a version that is read later may be that of a booking which
 * the calendar does not contain. Occupations of a vehicle never overlap, so the first one that starts after the order's own is the only
 * one that can be in the way.
 */
const TIME_LEFT = `SELECT v.id, v.version, (SELECT MIN(n.starts_at) FROM occupations n WHERE n.vehicle_id = v.id AND n.starts_at > o.starts_at) AS next_start
  FROM occupations o JOIN vehicles v ON v.id = o.vehicle_id WHERE o.order_id = ?`;

/** @returns undefined when the order has no occupation */
export async function timeLeft(queries: Queries, orderId: number): Promise<TimeLeft | undefined> {
  const [row] = await queries.query<{ id: number; version: number; next_start: number | string | null }>(TIME_LEFT, [
    orderId,
  ]);
  if (!row) return undefined;
  const { id, version, next_start } = row;
  return { vehicleId: id, version, nextStart: next_start === null ? null : new Date(Number(next_start)) };
}

/**
 * Moves the end of the order's occupation, if no transaction has written the vehicle's calendar since it was read.
 * @throws {StaleWrite} when one has
 */
export async function lengthen(tx: Tx, { vehicleId, version }: TimeLeft, orderId: number, endsAt: Date): Promise<void> {
  // Before the occupation is written: a concurrent booking waits for this row and fails by the version.
  const raised = await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ? AND version = ?', [
    vehicleId,
    version,
  ]);
  if (raised !== 1) throw new StaleWrite(`the calendar of vehicle ${vehicleId} was written by another transaction`);
  await tx.execute('UPDATE occupations SET ends_at = ? WHERE order_id = ?', [endsAt.getTime(), orderId]);
}

/** Gives back what {@link lengthen} took, so that the occupation ends as it did before. */
export async function shorten(tx: Tx, vehicleId: number, orderId: number, endsAt: Date): Promise<void> {
  await raiseVersions(tx, [vehicleId]);
  const taken = await occupationOf(tx, orderId);
  if (!taken || taken.endsAt <= endsAt || taken.startsAt >= endsAt) return;
  await tx.execute('UPDATE occupations SET ends_at = ? WHERE order_id = ?', [endsAt.getTime(), orderId]);
}

/** The vehicle that is out with the order has to be back at another time. */
export async function postponeReturn(tx: Tx, orderId: number, dueAt: Date): Promise<void> {
  const sql = 'UPDATE vehicles SET due_at = ?, version = version + 1 WHERE out_order_id = ?';
  await tx.execute(sql, [dueAt.getTime(), orderId]);
}
