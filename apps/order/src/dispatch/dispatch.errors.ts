import type { OrderStatus } from '@carshare/events';
import { DomainError } from '@carshare/service-kit';

/** A booking whose time of the vehicle overlaps a block. */
export interface BookingHit {
  orderId: number;
  from: Date;
  to: Date;
  customerId: string;
  status: OrderStatus;
}

/** A vehicle that a booking cannot be moved to. */
export class VehicleNotAvailable extends DomainError {
  constructor(vehicleId: number, orderId: number) {
    super(
      'car.not_available',
      409,
      `Vehicle ${vehicleId} is not in service, of another model, or not free for the whole time of order ${orderId}. Choose another vehicle.`,
    );
  }
}

/** Bookings have the vehicle in the time of a block. */
export class BlockHitsBookings extends DomainError {
  constructor(vehicleId: number, hit: readonly BookingHit[], mayDisplace: boolean) {
    const next = mayDisplace
      ? 'Send displace: true to move or cancel them.'
      : 'One of them is handed over, or not paid yet: wait for its return or its payment, or block another time.';
    super('vehicle.booked', 409, `Vehicle ${vehicleId} has bookings in that time. ${next} Nothing was changed.`, {
      members: {
        bookings: hit.map(({ from, to, ...rest }) => ({ ...rest, from: from.toISOString(), to: to.toISOString() })),
      },
    });
  }
}

export class BlockNotFound extends DomainError {
  constructor(id: number) {
    super('block.not_found', 404, `There is no block ${id}. GET /vehicles/{id}/blocks lists those of a vehicle.`);
  }
}
