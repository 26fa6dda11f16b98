import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { occupiedBy } from '../vehicles/free-windows.js';
import type { Interval } from '../vehicles/occupation.entity.js';
import type { VehicleState } from '../vehicles/vehicle.entity.js';

interface Row {
  order_id: number;
  vehicle_id: number;
  starts_at: number | string;
  ends_at: number | string;
  state: VehicleState;
  out_order_id: number | null;
  due_at: number | string | null;
}

/** The bookings whose cars are to be brought until a time, the first of a vehicle first. */
const TO_BRING = `SELECT b.order_id, b.vehicle_id, b.starts_at, b.ends_at, v.state, v.out_order_id, v.due_at FROM bookings b
  JOIN orders o ON o.id = b.order_id JOIN vehicles v ON v.id = b.vehicle_id
  WHERE b.agenda_at < ? AND o.status IN ('Placed', 'Shipped') ORDER BY b.agenda_at, b.order_id`;

/** Finds the bookings whose vehicle may not be there in time. */
@Injectable()
export class RisksQueries {
  constructor(
    private readonly reader: Reader,
    private readonly config: OrderConfig,
  ) {}

  /**
   * The orders at risk: the next booking of a vehicle that is overdue, out of service or blocked now, and any booking in the time of a
   * block or of a customer who has the vehicle.
   * @param until only bookings that begin before
   */
  async ordersAtRisk(until: Date, now: Date): Promise<ReadonlySet<number>> {
    const rows = await this.reader.query<Row>(TO_BRING, [until.getTime()]);
    const blocks = await this.blocksAfter(now);
    const seen = new Set<number>();
    const atRisk = rows.filter((row) => {
      const isNext = !seen.has(row.vehicle_id);
      seen.add(row.vehicle_id);
      return this.isAtRisk(row, isNext, blocks.get(row.vehicle_id) ?? [], now);
    });
    return new Set(atRisk.map(({ order_id }) => order_id));
  }

  private isAtRisk(row: Row, isNext: boolean, blocks: readonly Interval[], now: Date): boolean {
    const { buffers, graceMs } = this.config;
    const period = { from: new Date(Number(row.starts_at)), to: new Date(Number(row.ends_at)) };
    const { startsAt, endsAt } = occupiedBy(period, buffers);
    if (blocks.some((block) => block.startsAt < endsAt && block.endsAt > startsAt)) return true;
    const isOut = row.out_order_id !== null && row.out_order_id !== row.order_id;
    const dueAt = isOut ? Number(row.due_at) : -Infinity;
    if (dueAt + buffers.turnaroundMs > startsAt.getTime()) return true;
    const isOverdue = isOut && dueAt + graceMs < now.getTime();
    const isBlocked = blocks.some((block) => block.startsAt <= now);
    return isNext && (isOverdue || isBlocked || row.state === 'OutOfService');
  }

  /** The blocks that are not over, by vehicle. */
  private async blocksAfter(now: Date): Promise<Map<number, Interval[]>> {
    const rows = await this.reader.query<Pick<Row, 'vehicle_id' | 'starts_at' | 'ends_at'>>(
      'SELECT vehicle_id, starts_at, ends_at FROM blocks WHERE ends_at > ?',
      [now.getTime()],
    );
    const blocks = new Map<number, Interval[]>();
    for (const { vehicle_id, starts_at, ends_at } of rows) {
      const block = { startsAt: new Date(Number(starts_at)), endsAt: new Date(Number(ends_at)) };
      blocks.set(vehicle_id, [...(blocks.get(vehicle_id) ?? []), block]);
    }
    return blocks;
  }
}
