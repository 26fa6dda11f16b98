import { recordAction, type DoneAction } from '@carshare/operations';
import { UnitOfWork } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { PeriodRefused } from '../bookings/booking.errors.js';
import { readPeriod } from '../bookings/period.js';
import { freeCancellation } from '../orders/order-actions.js';
import { Block } from '../vehicles/block.entity.js';
import { fillBlocks, overlapping } from '../vehicles/blocked-time.js';
import { raiseVersions } from '../vehicles/calendar.js';
import type { Interval } from '../vehicles/occupation.entity.js';
import { Vehicle } from '../vehicles/vehicle.entity.js';
import { VehicleNotFound, VehicleNotInCalendar } from '../vehicles/vehicle.errors.js';
import type { DisplacedBooking, NewBlock } from './dispatch.dto.js';
import { BlockHitsBookings, BlockNotFound } from './dispatch.errors.js';
import { DisplacementsService, toHit } from './displacements.service.js';

const LONGEST_MS = 366 * 86_400_000;

/** Keeps vehicles from being booked for a time. */
@Injectable()
export class BlocksService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly displacements: DisplacementsService,
  ) {}

  /**
   * Blocks a vehicle. Bookings in that time are moved or cancelled where the operator has asked for it.
   * @throws {DomainError} 404, 409 with the bookings in that time, 422 for a time that cannot be blocked
   */
  add(
    vehicleId: number,
    { from, to, reason, displace }: NewBlock,
    operator: Principal,
    now = new Date(),
  ): Promise<{ block: Block; displaced: DisplacedBooking[] }> {
    const interval = readInterval(from, to, now);
    return this.unitOfWork.transaction(async (tx) => {
      // The vehicle is read before its calendar: a booking in between raises its version, and the transaction starts over.
      const vehicle = await tx.find(Vehicle, { id: vehicleId });
      if (!vehicle) throw new VehicleNotFound(vehicleId);
      if (!vehicle.isInCalendar) throw new VehicleNotInCalendar(vehicleId, vehicle.state);
      const open = await this.displacements.openAmong(tx, await overlapping(tx, vehicleId, interval));
      const canDisplace = open.every(({ order }) => order.isMovable);
      if (open.length > 0 && !(displace && canDisplace)) {
        throw new BlockHitsBookings(vehicleId, open.map(toHit), canDisplace);
      }
      const displaced = await this.displacements.displace(tx, vehicle, open, now);
      const block = Block.of(vehicleId, interval, reason, now);
      await tx.insert(block);
      await fillBlocks(tx, vehicleId, interval);
      const subject = `vehicle ${vehicleId}`;
      await recordAction(tx, operator, { action: 'block', subject, reason, outcome: describe(block) });
      for (const one of displaced) await recordAction(tx, operator, { ...actionOf(one), reason });
      return { block, displaced };
    });
  }

  /** Ends a block: its time is free, unless another block contains it. @throws {BlockNotFound} */
  async remove(id: number, operator: Principal): Promise<void> {
    await this.unitOfWork.transaction(async (tx) => {
      const block = await tx.find(Block, { id });
      if (!block) throw new BlockNotFound(id);
      await raiseVersions(tx, [block.vehicleId]);
      await tx.execute('DELETE FROM occupations WHERE block_id = ?', [id]);
      await tx.execute('DELETE FROM blocks WHERE id = ?', [id]);
      await fillBlocks(tx, block.vehicleId, block);
      const subject = `vehicle ${block.vehicleId}`;
      await recordAction(tx, operator, { action: 'unblock', subject, outcome: `${describe(block)} removed` });
    });
  }
}

function describe({ id, startsAt, endsAt, reason }: Block): string {
  return `block ${id} from ${startsAt.toISOString()} to ${endsAt.toISOString()}: ${reason}`;
}

function actionOf({ orderId, outcome, vehicleId }: DisplacedBooking): DoneAction {
  if (outcome === 'cancelled') return freeCancellation(orderId);
  return { action: 'move', orderId, subject: `order ${orderId}`, outcome: `moved to vehicle ${vehicleId}` };
}

/** @throws {DomainError} 422 */
function readInterval(from: string, to: string, now: Date): Interval {
  const period = readPeriod(from, to);
  if (period.to <= now) throw new PeriodRefused('booking.in_past', 'to', 'to must be in the future.');
  if (period.to.getTime() - period.from.getTime() > LONGEST_MS) {
    throw new PeriodRefused('booking.out_of_bounds', 'to', 'A block takes at most 366 days.');
  }
  return { startsAt: period.from, endsAt: period.to };
}
