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

/** The rule for what can be booked is that of `calendarsOf`; the models lead, so that vehicles are found by the index of model and state. */
const CALENDARS = `SELECT v.id, v.product_id, v.rentals, v.out_order_id, v.due_at, o.starts_at, o.ends_at, b.status FROM cars c
  JOIN vehicles v ON v.product_id = c.product_id AND v.state = 'InService' AND (v.out_order_id IS NULL OR v.due_at >= ?)
  LEFT JOIN occupations o ON o.vehicle_id = v.id AND o.starts_at < ? AND o.starts_at >=
    COALESCE((SELECT p.starts_at FROM occupations p WHERE p.vehicle_id = v.id AND p.starts_at <= ? ORDER BY p.starts_at DESC LIMIT 1), 0)
  LEFT JOIN orders b ON b.id = o.order_id WHERE c.retired_at IS NULL ORDER BY v.id, o.starts_at`;

/**
 * The calendars of all vehicles that can be booked.
 * @param overdueBefore a vehicle that is out and had to be back before this instant is overdue, and left out
 */
export async function fleetCalendars(
  queries: Queries,
  { startsAt, endsAt }: Interval,
  overdueBefore: Date,
): Promise<VehicleCalendar[]> {
  const parameters = [overdueBefore.getTime(), endsAt.getTime(), startsAt.getTime()];
  const vehicles = new Map<number, VehicleCalendar>();
  for (const row of await queries.query<Row>(CALENDARS, parameters)) {
    const vehicle = vehicles.get(row.id) ?? withoutOccupations(row);
    vehicles.set(row.id, vehicle);
    if (row.starts_at === null || row.ends_at === null) continue;
    const interval = { startsAt: new Date(Number(row.starts_at)), endsAt: new Date(Number(row.ends_at)) };
    const [out] = vehicle.isOut ? vehicle.occupations : [];
    if (out && interval.endsAt <= out.endsAt) continue;
    vehicle.occupations.push({ ...interval, isShipped: row.status === 'Shipped' });
  }
  return [...vehicles.values()];
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
