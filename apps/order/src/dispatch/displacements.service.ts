import { Money } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import type { Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { Booking } from '../bookings/booking.entity.js';
import { storeMove } from '../orders/moved-booking.js';
import { Order } from '../orders/order.entity.js';
import type { Taken } from '../vehicles/blocked-time.js';
import { bestFit, claim, type FreeVehicle } from '../vehicles/calendar.js';
import { moveOccupation } from '../vehicles/hand-over.js';
import type { Vehicle } from '../vehicles/vehicle.entity.js';
import type { DisplacedBooking } from './dispatch.dto.js';
import type { BookingHit } from './dispatch.errors.js';
import { ReassignmentsService } from './reassignments.service.js';

/** An open booking whose time overlaps a block. */
export interface OpenBooking {
  order: Order;
  booking: Booking;
  taken: Taken;
}

/** An open booking, and the vehicle that it moves to; without one it is cancelled. */
interface Planned extends OpenBooking {
  to?: FreeVehicle;
}

/** Makes room for a block: bookings move to other vehicles, or are cancelled free of charge. */
@Injectable()
export class DisplacementsService {
  constructor(
    private readonly outbox: Outbox,
    private readonly reassignments: ReassignmentsService,
  ) {}

  /** The bookings among the occupations that a customer counts on; a cancelled one gives its time to the block when it ends. */
  async openAmong(tx: Tx, occupations: readonly Taken[]): Promise<OpenBooking[]> {
    const open: OpenBooking[] = [];
    for (const taken of occupations) {
      if (taken.orderId === null) continue;
      const order = await tx.find(Order, { id: taken.orderId });
      const booking = await tx.find(Booking, { orderId: taken.orderId });
      if (order && booking && order.needsItsVehicle) open.push({ order, booking, taken });
    }
    return open;
  }

  /**
   * Moves or cancels the bookings, and raises the versions of all vehicles that are touched.
   * @param vehicle as it was read before its calendar
   * @throws {StaleWrite} when one of the calendars was written meanwhile
   */
  async displace(tx: Tx, vehicle: Vehicle, open: readonly OpenBooking[], now: Date): Promise<DisplacedBooking[]> {
    const plan: Planned[] = [];
    for (const one of open) {
      const to = await this.vehicleFor(tx, one, vehicle.id, now);
      plan.push({ ...one, ...(to && { to }) });
    }
    const displaced: DisplacedBooking[] = [];
    // Orders are stored before vehicles are locked, as bookings, returns and cancellations do.
    for (const { order, booking, to } of plan) displaced.push(await this.store(tx, order, booking, to));
    await claim(tx, [vehicle, ...plan.flatMap(({ to }) => to ?? [])]);
    for (const { order, to } of plan) if (to) await moveOccupation(tx, order.id, to.id);
    return displaced;
  }

  /** A vehicle that is free for the booking. Two bookings may get the same one: they had one vehicle, so their times do not overlap. */
  private async vehicleFor(
    tx: Tx,
    { order, taken }: OpenBooking,
    blocked: number,
    now: Date,
  ): Promise<FreeVehicle | undefined> {
    const free = await this.reassignments.freeFor(tx, taken, order.productId, now);
    return bestFit(
      free.filter(({ id }) => id !== blocked),
      1,
    );
  }

  private async store(tx: Tx, order: Order, booking: Booking, to?: FreeVehicle): Promise<DisplacedBooking> {
    const { id: orderId } = order;
    if (to) {
      order.moveTo(to.id);
      await storeMove(tx, this.outbox, order);
      return { orderId, outcome: 'moved', vehicleId: to.id };
    }
    order.cancel();
    // The sweeper drives the cancellation in its next round.
    order.retryNow();
    booking.fixFee(Money.zero(order.currency), 'operator');
    await tx.update(order);
    await tx.update(booking);
    return { orderId, outcome: 'cancelled' };
  }
}

/** A booking as the refusal of a block lists it. */
export function toHit({ order, booking }: OpenBooking): BookingHit {
  const { id: orderId, customerId, status } = order;
  return { orderId, from: booking.from, to: booking.to, customerId, status };
}
