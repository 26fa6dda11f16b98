import { DomainError } from '@carshare/service-kit';

export class DeliveryNotFound extends DomainError {
  constructor(id: number) {
    super('delivery.not_found', 404, `There is no delivery ${id}.`);
  }
}

export class CancellationNotFound extends DomainError {
  constructor(id: number) {
    super('cancellation.not_found', 404, `There is no cancellation ${id}.`);
  }
}
