import type { Queries } from './calendar.js';
import type { Interval } from './occupation.entity.js';

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

interface Row {
  id: number;
  product_id: string;
  rentals: number;
  out_order_id: number | null;
  due_at: number | string | null;
  starts_at: number | string | null;
  ends_at: number | string | null;
  status: string | null;
}

/**
 * Each list begins with the last occupation that starts by the interval, which one index seek finds however long the history is. The
 * models lead, so that vehicles are found by the index of model and state.
 */
const CALENDARS = `SELECT v.id, v.product_id, v.rentals, v.out_order_id, v.due_at, o.starts_at, o.ends_at, b.status FROM cars c
  JOIN vehicles v ON v.product_id = c.product_id AND v.state = 'InService' AND (v.out_order_id IS NULL OR v.due_at >= ?)
  LEFT JOIN occupations o ON o.vehicle_id = v.id AND o.starts_at < ? AND o.starts_at >=
    COALESCE((SELECT p.starts_at FROM occupations p WHERE p.vehicle_id = v.id AND p.starts_at <= ? ORDER BY p.starts_at DESC LIMIT 1), 0)
  LEFT JOIN orders b ON b.id = o.order_id WHERE c.retired_at IS NULL`;

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
  const sql = `${CALENDARS}${model ? ' AND c.product_id = ?' : ''}${vehicle ? ' AND v.id = ?' : ''} ORDER BY v.id, o.starts_at`;
  const times = [overdueBefore.getTime(), endsAt.getTime(), startsAt.getTime()];
  const parameters = [...times, ...(model ? [productId] : []), ...(vehicle ? [vehicleId] : [])];
  const calendars = new Map<number, VehicleCalendar>();
  for (const row of await queries.query<Row>(sql, parameters)) {
    const calendar = calendars.get(row.id) ?? withoutOccupations(row);
    calendars.set(row.id, calendar);
    add(calendar, row);
  }
  return [...calendars.values()];
}

function add({ isOut, occupations }: VehicleCalendar, { starts_at, ends_at, due_at, status }: Row): void {
  const dueAt = isOut ? Number(due_at) : 0;
  if (starts_at === null || ends_at === null || Number(ends_at) <= dueAt) return;
  // What begins before the vehicle is due continues the time in which it is out.
  const isContinued = Number(starts_at) < dueAt;
  if (isContinued) occupations.pop();
  const startsAt = new Date(isContinued ? 0 : Number(starts_at));
  occupations.push({ startsAt, endsAt: new Date(Number(ends_at)), isShipped: status === 'Shipped' });
}

function withoutOccupations({
  id,
  product_id: productId,
  rentals,
  out_order_id: outOrderId,
  due_at: dueAt,
}: Row): VehicleCalendar {
  const isOut = outOrderId !== null;
  const out = { startsAt: new Date(0), endsAt: new Date(Number(dueAt)), isShipped: false };
  return { id, productId, rentals, isOut, occupations: isOut ? [out] : [] };
}
