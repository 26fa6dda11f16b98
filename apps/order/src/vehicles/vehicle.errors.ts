import { DomainError } from '@carshare/service-kit';
import type { VehicleState } from './vehicle.entity.js';

export class VehicleNotFound extends DomainError {
  constructor(id: number) {
    super('vehicle.not_found', 404, `There is no vehicle ${id}. GET /vehicles lists them.`);
  }
}

export class PlateTaken extends DomainError {
  constructor(plate: string) {
    super('vehicle.plate_taken', 409, `Another vehicle has the plate ${plate}.`);
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

/** The calendar holds occupations of the vehicle that are not over. */
export class VehicleBooked extends DomainError {
  constructor(id: number, orders: readonly number[]) {
    super('vehicle.booked', 409, `Vehicle ${id} is still taken. Cancel its bookings, or set it OutOfService for now.`, {
      members: { orders },
    });
  }
}

export class PoolEmpty extends DomainError {
  constructor(productId: string) {
    super('car.out_of_stock', 409, `No car ${productId} is free in the pool, so none was moved to the calendar.`);
  }
}
