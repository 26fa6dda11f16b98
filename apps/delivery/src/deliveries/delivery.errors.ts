import { DomainError } from '@carshare/service-kit';

export class DeliveryNotFound extends DomainError {
  constructor(id: number) {
    super('delivery.not_found', 404, `There is no delivery ${id}.`);
  }
}

/** The delivery is cancelled, so its car goes nowhere. */
export class DeliveryIsCanceled extends DomainError {
  constructor(id: number) {
    super('delivery.canceled', 409, `Delivery ${id} is cancelled: its car is not shipped, handed over or returned.`);
  }
}

export class CancellationNotFound extends DomainError {
  constructor(id: number) {
    super('cancellation.not_found', 404, `There is no cancellation ${id}.`);
  }
}
