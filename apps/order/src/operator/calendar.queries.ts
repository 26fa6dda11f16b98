import type { OrderStatus } from '@carshare/events';
import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { PeriodRefused, TimeInvalid } from '../bookings/booking.errors.js';
import { occupationsIn, type OccupationRow } from '../vehicles/occupations.js';
import type { StateReason, VehicleState } from '../vehicles/vehicle.entity.js';
import type { CalendarBlock, CalendarBooking, CalendarQuery, CalendarVehicle, CalendarView } from './calendar.dto.js';
import { RisksQueries } from './risks.queries.js';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 31;
const DEFAULT_DAYS = 7;

interface VehicleRow {
  id: number;
  plate: string;
  product_id: string;
  model: string;
  state: VehicleState;
  state_reason: StateReason | null;
  out_order_id: number | null;
  due_at: number | string | null;
}

interface TakenTime extends OccupationRow {
  order_id: number | null;
  status: OrderStatus | null;
  customer_id: string | null;
  booked_from: number | string | null;
  booked_to: number | string | null;
  block_id: number | null;
  reason: string | null;
}

/** CROSS JOIN makes SQLite begin with the few models (https://sqlite.org/optoverview.html#crossjoin). */
const VEHICLES = `SELECT v.id, v.plate, v.product_id, c.model, v.state, v.state_reason, v.out_order_id, v.due_at FROM cars c
  CROSS JOIN vehicles v WHERE v.product_id = c.product_id AND v.state IN ('InService', 'OutOfService') ORDER BY c.model, v.plate, v.id`;

/** What takes the time; by subqueries, since PostgreSQL reads joined tables from end to end for a large fleet. */
const TAKEN_BY = `, o.order_id, o.block_id,
  (SELECT n.status FROM orders n WHERE n.id = o.order_id) AS status,
  (SELECT n.customer_id FROM orders n WHERE n.id = o.order_id) AS customer_id,
  (SELECT b.starts_at FROM bookings b WHERE b.order_id = o.order_id) AS booked_from,
  (SELECT b.ends_at FROM bookings b WHERE b.order_id = o.order_id) AS booked_to,
  (SELECT k.reason FROM blocks k WHERE k.id = o.block_id) AS reason`;

/** The occupations that ended before a range although their car is late. */
const LATE_BEFORE = `SELECT o.vehicle_id, o.starts_at, o.ends_at${TAKEN_BY} FROM vehicles v
  JOIN occupations o ON o.vehicle_id = v.id AND o.order_id = v.out_order_id
  WHERE v.out_order_id IS NOT NULL AND v.due_at < ? AND o.ends_at <= ?`;

/** Reads which vehicle is taken when, and by what. */
@Injectable()
export class CalendarQueries {
  constructor(
    private readonly reader: Reader,
    private readonly risks: RisksQueries,
  ) {}

  /**
   * A booking whose car is late lasts until now, so a range that begins before now contains it.
   *
   * @throws {DomainError} 422 when `to` is not after `from`, or more than 31 days after it
   */
  async read(query: CalendarQuery, now = new Date()): Promise<CalendarView> {
    const { from, to } = rangeOf(query, now);
    const rows = await this.reader.query<VehicleRow>(VEHICLES);
    const vehicles = new Map(rows.map((row) => [row.id, toVehicle(row, now)]));
    const range = { startsAt: from, endsAt: to };
    const taken = await occupationsIn<TakenTime>(this.reader, [...vehicles.keys()], range, TAKEN_BY);
    const late = from < now ? await this.reader.query<TakenTime>(LATE_BEFORE, [now.getTime(), from.getTime()]) : [];
    const atRisk = await this.risks.ordersAtRisk(to, now);
    for (const row of taken) {
      // The last one before the range may end before it, too.
      if (Number(row.ends_at) <= from.getTime()) continue;
      const occupations = vehicles.get(row.vehicle_id)?.occupations ?? [];
      const found = toBooking(row, atRisk, now) ?? toBlock(row);
      const last = occupations.at(-1);
      // A block is shown in one piece where its parts meet.
      if (found?.kind === 'block' && last?.kind === 'block' && last.blockId === found.blockId) {
        if (last.endsAt === found.startsAt) {
          last.endsAt = found.endsAt;
          continue;
        }
      }
      if (found) occupations.push(found);
    }
    for (const row of late) {
      const booking = toBooking(row, atRisk, now);
      if (booking) vehicles.get(row.vehicle_id)?.occupations.unshift(booking);
    }
    return { from: from.toISOString(), to: to.toISOString(), vehicles: [...vehicles.values()] };
  }
}

/** @throws {DomainError} 422 */
function rangeOf(query: CalendarQuery, now: Date): { from: Date; to: Date } {
  const from = query.from === undefined ? now : new Date(query.from);
  const to = query.to === undefined ? new Date(from.getTime() + DEFAULT_DAYS * DAY_MS) : new Date(query.to);
  if (Number.isNaN(from.getTime())) throw new TimeInvalid('from', 'from must be a time of the calendar.');
  if (!(to > from)) throw new TimeInvalid('to', 'to must be after from.');
  if (to.getTime() - from.getTime() > LONGEST_DAYS * DAY_MS) {
    throw new PeriodRefused('booking.out_of_bounds', 'to', `to must be at most ${LONGEST_DAYS} days after from.`);
  }
  return { from, to };
}

const toTime = (stored: number | string | null): string => new Date(Number(stored)).toISOString();

function toVehicle(row: VehicleRow, now: Date): CalendarVehicle {
  const { id, plate, product_id, model, state, state_reason, out_order_id, due_at } = row;
  const isLate = Number(due_at) < now.getTime();
  return {
    id,
    plate,
    productId: product_id,
    model,
    state,
    stateReason: state_reason,
    out: out_order_id === null ? null : { orderId: out_order_id, dueAt: toTime(due_at), isLate },
    occupations: [],
  };
}

function toBooking(row: TakenTime, atRisk: ReadonlySet<number>, now: Date): CalendarBooking | undefined {
  const { order_id: orderId, status, customer_id: customerId } = row;
  if (orderId === null || status === null || customerId === null) return undefined;
  const isWaiting = status === 'Placed' || status === 'Shipped';
  const due = isWaiting ? Number(row.booked_from) : status === 'InUse' ? Number(row.booked_to) : Infinity;
  return {
    kind: 'booking',
    orderId,
    status,
    customerId,
    from: toTime(row.booked_from),
    to: toTime(row.booked_to),
    startsAt: toTime(row.starts_at),
    endsAt: toTime(row.ends_at),
    isLate: due < now.getTime(),
    isAtRisk: atRisk.has(orderId),
  };
}

function toBlock({ block_id, reason, starts_at, ends_at }: TakenTime): CalendarBlock | undefined {
  if (block_id === null) return undefined;
  return {
    kind: 'block',
    blockId: block_id,
    reason: reason ?? '',
    startsAt: toTime(starts_at),
    endsAt: toTime(ends_at),
  };
}
