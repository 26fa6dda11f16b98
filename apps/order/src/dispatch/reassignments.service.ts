import { Outbox } from '@carshare/messaging';
import { recordAction } from '@carshare/operations';
import { UnitOfWork, type Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { BookingsService } from '../bookings/bookings.service.js';
import { storeMove } from '../orders/moved-booking.js';
import { Order } from '../orders/order.entity.js';
import { OrderNotFound } from '../orders/order.errors.js';
import { fillBlocks, occupationOf, type Taken } from '../vehicles/blocked-time.js';
import { claim, freeVehicles, type FreeVehicle } from '../vehicles/calendar.js';
import { moveOccupation } from '../vehicles/hand-over.js';
import { Vehicle } from '../vehicles/vehicle.entity.js';
import { VehicleNotFound } from '../vehicles/vehicle.errors.js';
import type { MoveBooking } from './dispatch.dto.js';
import { VehicleNotAvailable } from './dispatch.errors.js';

/** Moves bookings to other vehicles of their models. */
@Injectable()
export class ReassignmentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly bookings: BookingsService,
  ) {}

  /**
   * Moves a booking to a vehicle. Repeated, it changes nothing.
   * @throws {DomainError} 404, 409 for an order that cannot be moved or a vehicle that is not free
   */
  reassign(orderId: number, { vehicleId, reason }: MoveBooking, operator: Principal, now = new Date()): Promise<Order> {
    return this.unitOfWork.transaction(async (tx) => {
      const order = await tx.find(Order, { id: orderId });
      if (!order) throw new OrderNotFound(orderId);
      const { vehicleId: planned, productId } = order;
      if (order.moveTo(vehicleId) === 'unchanged' || planned === null) return order;
      // Each vehicle is read before its calendar, or together with it.
      const from = await tx.find(Vehicle, { id: planned });
      if (!from) throw new VehicleNotFound(planned);
      const taken = await occupationOf(tx, orderId);
      if (!taken) throw new RangeError(`order ${orderId} has no occupation`);
      const to = (await this.freeFor(tx, taken, productId, now)).find(({ id }) => id === vehicleId);
      if (!to) throw new VehicleNotAvailable(vehicleId, orderId);
      await storeMove(tx, this.outbox, order);
      await claim(tx, [from, to]);
      await moveOccupation(tx, orderId, vehicleId);
      await fillBlocks(tx, planned, taken);
      const [subject, outcome] = [`order ${orderId}`, `moved from vehicle ${planned} to vehicle ${vehicleId}`];
      await recordAction(tx, operator, { action: 'move', orderId, subject, reason, outcome });
      return order;
    });
  }

  /** The vehicles of a model that are free for an occupation. */
  freeFor(tx: Tx, taken: Taken, productId: string, now: Date): Promise<FreeVehicle[]> {
    return freeVehicles(tx, taken, this.bookings.overdueBefore(now), productId);
  }
}
