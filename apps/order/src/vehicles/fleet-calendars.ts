import type { Interval } from './occupation.entity.js';
import { occupationsIn, type OccupationRow, type Queries } from './occupations.js';

/** A vehicle that can be booked, with its calendar. */
export interface VehicleCalendar {
  id: number;
  productId: string;
  /** How often it was handed over. */
  rentals: number;
  isOut: boolean;
  /** In the order of time, from the last one that starts by the beginning of the range. A vehicle that is out is taken until it is due. */
  occupations: (Interval & { isShipped: boolean })[];
}

interface VehicleRow {
  id: number;
  product_id: string;
  rentals: number;
  out_order_id: number | null;
  due_at: number | string | null;
}

/** The models lead, so that vehicles are found by the index of model and state. */
const BOOKABLE = `SELECT v.id, v.product_id, v.rentals, v.out_order_id, v.due_at FROM cars c
  JOIN vehicles v ON v.product_id = c.product_id AND v.state = 'InService' AND (v.out_order_id IS NULL OR v.due_at >= ?)
  WHERE c.retired_at IS NULL`;

const STATUS = ', (SELECT b.status FROM orders b WHERE b.id = o.order_id) AS status';
type TakenTime = OccupationRow & { status: string | null };

/**
 * The calendars of the vehicles that can be booked.
 * @param overdueBefore a vehicle that is out and had to be back before this instant is overdue, and left out
 * @param of one model, or one vehicle of it; all when it is left out
 */
export async function fleetCalendars(
  queries: Queries,
  { startsAt, endsAt }: Interval,
  overdueBefore: Date,
  { productId, vehicleId }: { productId?: string; vehicleId?: number | undefined } = {},
): Promise<VehicleCalendar[]> {
  const [model, vehicle] = [productId !== undefined, vehicleId !== undefined];
  const sql = `${BOOKABLE}${model ? ' AND c.product_id = ?' : ''}${vehicle ? ' AND v.id = ?' : ''} ORDER BY v.id`;
  const parameters = [overdueBefore.getTime(), ...(model ? [productId] : []), ...(vehicle ? [vehicleId] : [])];
  const vehicles = await queries.query<VehicleRow>(sql, parameters);
  const calendars = new Map(vehicles.map((row) => [row.id, withoutOccupations(row)]));
  const dueAt = new Map(vehicles.map((row) => [row.id, row.out_order_id === null ? 0 : Number(row.due_at)]));
  for (const row of await occupationsIn<TakenTime>(queries, [...calendars.keys()], { startsAt, endsAt }, STATUS)) {
    const calendar = calendars.get(row.vehicle_id);
    if (calendar) add(calendar, row, dueAt.get(row.vehicle_id) ?? 0);
  }
  return [...calendars.values()];
}

function add({ occupations }: VehicleCalendar, { starts_at, ends_at, status }: TakenTime, dueAt: number): void {
  if (Number(ends_at) <= dueAt) return;
  // What begins before the vehicle is due continues the time in which it is out.
  const isContinued = Number(starts_at) < dueAt;
  if (isContinued) occupations.pop();
  const startsAt = new Date(isContinued ? 0 : Number(starts_at));
  occupations.push({ startsAt, endsAt: new Date(Number(ends_at)), isShipped: status === 'Shipped' });
}

function withoutOccupations(row: VehicleRow): VehicleCalendar {
  const isOut = row.out_order_id !== null;
  const out = { startsAt: new Date(0), endsAt: new Date(Number(row.due_at)), isShipped: false };
  const { id, product_id: productId, rentals } = row;
  return { id, productId, rentals, isOut, occupations: isOut ? [out] : [] };
}
