import { DomainError } from '@carshare/service-kit';

/** Another customer still has the vehicle. @param orderId the order that the vehicle is out with, where it is known */
export class VehicleStillOut extends DomainError {
  constructor(id: number, orderId?: number) {
    const holder = orderId === undefined ? 'another order' : `order ${orderId}`;
    super(
      'vehicle.still_out',
      409,
      `The vehicle of delivery ${id} is still out with ${holder}. Record its return first.`,
    );
  }
}

export class DeliveryIsReturned extends DomainError {
  constructor(id: number) {
    super('delivery.returned', 409, `The car of delivery ${id} was returned: it cannot be handed over again.`);
  }
}

/** The car is still on its way, or has not left. */
export class DeliveryNotHandedOver extends DomainError {
  constructor(id: number) {
    super('delivery.not_handed_over', 409, `The car of delivery ${id} is not handed over. Record the hand-over first.`);
  }
}

/** The cancellation came after the hand-over. */
export class DeliveryHandedOver extends DomainError {
  constructor(orderId: number) {
    super(
      'delivery.handed_over',
      409,
      `The car of order ${orderId} was handed over: its delivery cannot be cancelled. Record its return instead.`,
    );
  }
}

export class TimeInvalid extends DomainError {
  constructor(reason: string) {
    super('delivery.time_invalid', 422, reason, { members: { errors: [{ field: 'at', reason }] } });
  }
}

/** The odometer went backwards. */
export class OdometerInvalid extends DomainError {
  constructor(atHandover: number) {
    const reason = `odometer must be at least ${atHandover} km, its reading at the hand-over.`;
    super('delivery.odometer_invalid', 422, reason, { members: { errors: [{ field: 'odometer', reason }] } });
  }
}
