import { StaleWrite, type Tx } from '@carshare/persistence';
import { fillBlocks, occupationOf } from './blocked-time.js';
import { lastStarting, type Queries } from './occupations.js';
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

/** The vehicles that can be booked, as what follows the columns of a query, and its parameters. */
type Bookable = readonly [from: string, parameters: (number | string)[]];

/** The first choices among the vehicles that fit equally well. */
const CHOICES = 3;

const COLUMNS = 'SELECT v.id, v.product_id, v.version';

/**
 * Occupations of a vehicle never overlap, so the last one that starts before the end of the interval is the only one that can be in the
 * way.
 */
const BUSY_UNTIL = `(SELECT o.ends_at FROM occupations o WHERE o.vehicle_id = v.id AND o.starts_at < ?
  ORDER BY o.starts_at DESC LIMIT 1) AS busy_until`;

const BOOKABLE = "FROM vehicles v WHERE v.state = 'InService' AND (v.out_order_id IS NULL OR v.due_at BETWEEN ? AND ?)";

/**
 * The vehicles that are free for the whole interval. One that is out is free after it is due, and one that is out past its end and the
 * grace is free for nothing.
 * @param productId of one model; of all when it is left out
 * @param overdueBefore a vehicle that is out and had to be back before this instant is overdue
 */
export async function freeVehicles(
  queries: Queries,
  { startsAt, endsAt }: Interval,
  overdueBefore: Date,
  productId?: string,
): Promise<FreeVehicle[]> {
  const due = [overdueBefore.getTime(), startsAt.getTime()];
  const bookable: Bookable =
    productId === undefined ? [BOOKABLE, due] : [`${BOOKABLE} AND v.product_id = ?`, [...due, productId]];
  const rows = await (queries.dialect === 'mysql' ? inTwoSteps : inOneStep)(queries, bookable, endsAt);
  return rows
    .map(({ id, product_id, version, busy_until }) => ({
      id,
      productId: product_id,
      version,
      busyUntil: busy_until === null ? null : Number(busy_until),
    }))
    .filter(({ busyUntil }) => busyUntil === null || busyUntil <= startsAt.getTime());
}

/** Version and calendar in one statement, so that both are of one snapshot under READ COMMITTED. */
function inOneStep(queries: Queries, [from, parameters]: Bookable, before: Date): Promise<Row[]> {
  return queries.query<Row>(`${COLUMNS}, ${BUSY_UNTIL} ${from}`, [before.getTime(), ...parameters]);
}

/**
 * For MySQL and MariaDB, which read the history of each vehicle for the other. The version comes before the calendar: a version that is
 * read later may be that of a booking which the calendar does not contain, and two would get the vehicle.
 */
async function inTwoSteps(queries: Queries, [from, parameters]: Bookable, before: Date): Promise<Row[]> {
  const vehicles = await queries.query<Row>(`${COLUMNS} ${from}`, parameters);
  const ids = vehicles.map(({ id }) => id);
  const last = new Map((await lastStarting(queries, ids, before)).map((one) => [one.vehicle_id, one.ends_at]));
  return vehicles.map((vehicle) => ({ ...vehicle, busy_until: last.get(vehicle.id) ?? null }));
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
export async function occupy(tx: Tx, vehicle: FreeVehicle, orderId: number, taken: Interval): Promise<void> {
  // Before the occupation is inserted: a concurrent booking waits for this row and never for the unique key.
  await claim(tx, [vehicle]);
  await tx.insert(Occupation.ofBooking(vehicle.id, orderId, taken));
}

/**
 * Raises the versions of vehicles whose calendars were read, in ascending id, so that two transactions never wait for each other.
 * @param vehicles each with the version that was read before its calendar or with it; the first of a vehicle counts
 * @throws {StaleWrite} when another transaction has written one of the calendars since
 */
export async function claim(tx: Tx, vehicles: readonly Pick<FreeVehicle, 'id' | 'version'>[]): Promise<void> {
  const versions = new Map(vehicles.toReversed().map(({ id, version }) => [id, version]));
  for (const [id, version] of [...versions].toSorted(([a], [b]) => a - b)) {
    const sql = 'UPDATE vehicles SET version = version + 1 WHERE id = ? AND version = ?';
    if ((await tx.execute(sql, [id, version])) === 1) continue;
    throw new StaleWrite(`the calendar of vehicle ${id} was written by another transaction`);
  }
}

/** Raises the versions of vehicles in ascending id, before their calendars are read: that locks their rows. */
export async function raiseVersions(tx: Tx, ids: readonly number[]): Promise<void> {
  for (const id of ids.toSorted((a, b) => a - b)) {
    await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ?', [id]);
  }
}

/** Frees the time that the order's booking took of the vehicle. */
export async function release(tx: Tx, vehicleId: number, orderId: number): Promise<void> {
  await raiseVersions(tx, [vehicleId]);
  const freed = await occupationOf(tx, orderId);
  if (!freed) return;
  await tx.execute('DELETE FROM occupations WHERE order_id = ?', [orderId]);
  await fillBlocks(tx, vehicleId, freed);
}
