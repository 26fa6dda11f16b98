import { DomainError } from '@carshare/service-kit';
import type { VehicleState } from './vehicle.entity.js';

export class VehicleNotFound extends DomainError {
  constructor(id: number) {
    super('vehicle.not_found', 404, `There is no vehicle ${id}. GET /vehicles lists them.`);
  }
}

export class PlateTaken extends DomainError {
  constructor(plate: string) {
    super('vehicle.plate_taken', 409, `Another vehicle has the plate ${plate}. GET /vehicles lists them.`);
  }
}

export class VehicleChanged extends DomainError {
  constructor(id: number) {
    super('vehicle.changed', 412, `Vehicle ${id} has changed since it was read, so nothing was saved. Read it again.`);
  }
}

export class VehicleStateConflict extends DomainError {
  constructor(id: number, before: VehicleState, after: VehicleState) {
    super('vehicle.state_conflict', 409, `Vehicle ${id} is ${before} and cannot become ${after}.`, {
      members: { state: before },
    });
  }
}

/** What keeps a vehicle from leaving the calendar. */
export interface StillTaken {
  /** The orders whose customers count on the vehicle. */
  orders: readonly number[];
  /** The order that has ended, when the vehicle is only in its turnaround. */
  ended?: number | undefined;
  until?: Date | undefined;
}

/** The vehicle is out, or the calendar contains occupations of it that are not over. */
export class VehicleBooked extends DomainError {
  constructor(id: number, { orders, ended, until }: StillTaken) {
    const end = until?.toISOString() ?? '';
    const [what, next] =
      orders.length > 0
        ? ['still has bookings', 'Cancel them or move them to another vehicle, or set it OutOfService for now.']
        : ended === undefined
          ? [`is blocked until ${end}`, 'Remove its blocks first.']
          : [`is in the turnaround after order ${ended}`, `Try again after ${end}.`];
    super('vehicle.booked', 409, `Vehicle ${id} ${what}. ${next}`, { members: { orders } });
  }
}

/** A vehicle without a calendar. */
export class VehicleNotInCalendar extends DomainError {
  constructor(id: number, state: VehicleState) {
    super('vehicle.not_in_calendar', 409, `Vehicle ${id} is ${state}, so it has no calendar. Set it InService first.`, {
      members: { state },
    });
  }
}

export class PoolEmpty extends DomainError {
  constructor(productId: string) {
    super('car.out_of_stock', 409, `No car ${productId} is free in the pool, so none was moved to the calendar.`);
  }
}
