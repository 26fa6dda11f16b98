import type { Tx } from '@carshare/persistence';
import { Occupation, type Interval } from './occupation.entity.js';

/**
 * Takes the vehicle again for an order whose time was freed although its car is out. Another booking may have taken the time since: the
 * order gets what is free of it, so that two occupations never overlap.
 */
export async function reclaim(tx: Tx, vehicleId: number, orderId: number, taken: Interval): Promise<void> {
  // Before the calendar is read: it locks the vehicle's row, and a booking that has read the calendar before fails by the version.
  await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ?', [vehicleId]);
  const start = taken.startsAt.getTime();
  const [before] = await tx.query<{ ends_at: number | string }>(
    'SELECT ends_at FROM occupations WHERE vehicle_id = ? AND starts_at <= ? ORDER BY starts_at DESC LIMIT 1',
    [vehicleId, start],
  );
  const [next] = await tx.query<{ starts_at: number | string }>(
    'SELECT starts_at FROM occupations WHERE vehicle_id = ? AND starts_at > ? ORDER BY starts_at LIMIT 1',
    [vehicleId, start],
  );
  const startsAt = new Date(Math.max(start, Number(before?.ends_at ?? start)));
  const endsAt = new Date(Math.min(taken.endsAt.getTime(), Number(next?.starts_at ?? Infinity)));
  if (startsAt < endsAt) await tx.insert(Occupation.ofBooking(vehicleId, orderId, { startsAt, endsAt }));
}
