import { DomainError } from '@carshare/service-kit';

export class DeliveryNotFound extends DomainError {
  constructor(id: number) {
    super('delivery.not_found', 404, `There is no delivery ${id}.`);
  }
}

/** The operator ships a delivery that is cancelled. */
export class DeliveryIsCanceled extends DomainError {
  constructor(id: number) {
    super('delivery.canceled', 409, `Delivery ${id} is cancelled: it is not shipped.`);
  }
}

export class CancellationNotFound extends DomainError {
  constructor(id: number) {
    super('cancellation.not_found', 404, `There is no cancellation ${id}.`);
  }
}
