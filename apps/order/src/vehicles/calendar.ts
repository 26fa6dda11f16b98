import { StaleWrite, type Tx } from '@carshare/persistence';
import { Occupation, type Interval } from './occupation.entity.js';

/** A vehicle that is free for an interval, in the version in which it was. */
export interface FreeVehicle {
  id: number;
  productId: string;
  version: number;
  /** The end of its occupation before the interval; null when there is none. */
  busyUntil: number | null;
}

interface Row {
  id: number;
  product_id: string;
  version: number;
  busy_until: number | string | null;
}

/** Runs a query whose placeholders are `?`: a transaction or the reader. */
export interface Queries {
  query<T>(sql: string, parameters: unknown[]): Promise<T[]>;
}

/** The first choices among the vehicles that fit equally well. */
const CHOICES = 3;

/**
 * Version and calendar in one statement, so that both are of one snapshot under READ COMMITTED. A version that is read after the
 * calendar may be that of a booking which the calendar does not contain: two would get the vehicle. Occupations of a vehicle never
 * overlap, so the last one that starts before the end of the interval is the only one that can be in the way.
 */
const CANDIDATES = `SELECT v.id, v.product_id, v.version,
  (SELECT o.ends_at FROM occupations o WHERE o.vehicle_id = v.id AND o.starts_at < ? ORDER BY o.starts_at DESC LIMIT 1) AS busy_until
  FROM vehicles v WHERE v.state = 'InService' AND (v.out_order_id IS NULL OR v.due_at >= ?)`;

/**
 * The vehicles that are free for the whole interval. One that is out past its end and the grace is free for nothing.
 * @param productId of one model; of all when it is left out
 * @param overdueBefore a vehicle that is out and had to be back before this instant is overdue
 */
export async function freeVehicles(
  queries: Queries,
  { startsAt, endsAt }: Interval,
  overdueBefore: Date,
  productId?: string,
): Promise<FreeVehicle[]> {
  const parameters = [endsAt.getTime(), overdueBefore.getTime(), ...(productId === undefined ? [] : [productId])];
  const rows = await queries.query<Row>(
    productId === undefined ? CANDIDATES : `${CANDIDATES} AND v.product_id = ?`,
    parameters,
  );
  return rows
    .map(({ id, product_id, version, busy_until }) => ({
      id,
      productId: product_id,
      version,
      busyUntil: busy_until === null ? null : Number(busy_until),
    }))
    .filter(({ busyUntil }) => busyUntil === null || busyUntil <= startsAt.getTime());
}

/**
 * Chooses the vehicle whose gap the interval fills best, which keeps long gaps free; at random among the best ones, so that concurrent
 * bookings do not all meet at one row.
 * @param attempt from 1: each further attempt has more to choose from
 */
export function bestFit(free: readonly FreeVehicle[], attempt: number, random = Math.random): FreeVehicle | undefined {
  const best = free.toSorted((a, b) => (b.busyUntil ?? -Infinity) - (a.busyUntil ?? -Infinity) || a.id - b.id);
  const choices = Math.min(best.length, CHOICES * attempt);
  return best[Math.floor(random() * choices)];
}

/**
 * Takes the vehicle for the interval, if no transaction has written its calendar since it was read.
 * @throws {StaleWrite} when one has
 */
export async function occupy(tx: Tx, { id, version }: FreeVehicle, orderId: number, taken: Interval): Promise<void> {
  // Before the occupation is inserted: a concurrent booking waits for this row and never for the unique key.
  const raised = await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ? AND version = ?', [
    id,
    version,
  ]);
  if (raised !== 1) throw new StaleWrite(`the calendar of vehicle ${id} was written by another transaction`);
  await tx.insert(Occupation.ofBooking(id, orderId, taken));
}

/** Frees the time that the order's booking took of the vehicle. */
export async function release(tx: Tx, vehicleId: number, orderId: number): Promise<void> {
  await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ?', [vehicleId]);
  await tx.execute('DELETE FROM occupations WHERE order_id = ?', [orderId]);
}

/**
 * The occupations of each bookable vehicle of a model that overlap an interval, in the order of time. Each vehicle's list begins with
 * the last occupation that starts by the interval, which one index seek finds however long the history is.
 * @param vehicleId of this vehicle only
 */
export async function calendarsOf(
  queries: Queries,
  { startsAt, endsAt }: Interval,
  overdueBefore: Date,
  productId: string,
  vehicleId?: number,
): Promise<Interval[][]> {
  const rows = await queries.query<{ id: number; starts_at: number | string | null; ends_at: number | string | null }>(
    `SELECT v.id, o.starts_at, o.ends_at FROM vehicles v LEFT JOIN occupations o ON o.vehicle_id = v.id AND o.starts_at < ? AND o.starts_at >=
      COALESCE((SELECT p.starts_at FROM occupations p WHERE p.vehicle_id = v.id AND p.starts_at <= ? ORDER BY p.starts_at DESC LIMIT 1), 0)
     WHERE v.state = 'InService' AND (v.out_order_id IS NULL OR v.due_at >= ?) AND v.product_id = ?${vehicleId === undefined ? '' : ' AND v.id = ?'} ORDER BY v.id, o.starts_at`,
    [
      endsAt.getTime(),
      startsAt.getTime(),
      overdueBefore.getTime(),
      productId,
      ...(vehicleId === undefined ? [] : [vehicleId]),
    ],
  );
  const calendars = new Map<number, Interval[]>();
  for (const row of rows) {
    const calendar = calendars.get(row.id) ?? [];
    calendars.set(row.id, calendar);
    if (row.starts_at === null || row.ends_at === null) continue;
    calendar.push({ startsAt: new Date(Number(row.starts_at)), endsAt: new Date(Number(row.ends_at)) });
  }
  return [...calendars.values()];
}
