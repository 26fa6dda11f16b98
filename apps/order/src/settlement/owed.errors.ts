import { DomainError } from '@carshare/service-kit';

export class OwedNotFound extends DomainError {
  constructor(orderId: number) {
    super('owed.not_found', 404, `Order ${orderId} has and had no owed amount. GET /operator/order/owed lists them.`);
  }
}

/** It is paid or waived. */
export class NothingOwed extends DomainError {
  constructor(orderId: number, status: string) {
    super('owed.settled', 409, `The amount of order ${orderId} is ${status}: nothing is owed any more.`, {
      members: { owedStatus: status },
    });
  }
}
