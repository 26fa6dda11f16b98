import type { OrderStatus } from '@carshare/events';
import { DomainError } from '@carshare/service-kit';

export class OrderNotFound extends DomainError {
  constructor(id: number) {
    super('order.not_found', 404, `There is no order ${id}.`);
  }
}

/** The amount of the order cannot be paid in the car's currency. */
export class AmountNotPayable extends DomainError {
  constructor(productId: string, fault: string) {
    super('order.amount_invalid', 409, `The amount for car ${productId} cannot be paid. ${fault} Nothing was charged.`);
  }
}

export class OrderNotCancellable extends DomainError {
  constructor(id: number, status: OrderStatus) {
    super('order.not_cancellable', 409, `Order ${id} is ${status}; only a Placed or Shipped order can be cancelled.`, {
      members: { orderStatus: status },
    });
  }
}

export class OrderNotMovable extends DomainError {
  constructor(id: number, status: OrderStatus) {
    super(
      'order.not_movable',
      409,
      `Order ${id} is ${status}; only a booking that is Placed or Shipped moves to another vehicle.`,
      { members: { orderStatus: status } },
    );
  }
}

export class OrderNotExtendable extends DomainError {
  constructor(id: number, status: OrderStatus) {
    super(
      'order.not_extendable',
      409,
      `Order ${id} is ${status}; only a booking that is Placed, Shipped or InUse can be extended.`,
      { members: { orderStatus: status } },
    );
  }
}

export class OrderNotReturnable extends DomainError {
  constructor(id: number, status: OrderStatus) {
    super(
      'order.not_returnable',
      409,
      `Order ${id} is ${status}; only the return of a booking that is InUse has a quote.`,
      { members: { orderStatus: status } },
    );
  }
}

export class NothingDue extends DomainError {
  constructor(id: number, status: OrderStatus) {
    super('order.nothing_due', 409, `Order ${id} is ${status}: no step is due, so there is nothing to retry.`, {
      formerCode: 'order.not_owed',
      members: { orderStatus: status },
    });
  }
}

export class PaymentDeclined extends DomainError {
  constructor(orderId: number, reason?: string) {
    super('payment.declined', 402, reason ?? 'The card was declined. Nothing was charged: try another card.', {
      members: { orderId },
    });
  }
}

export class PaymentUnavailable extends DomainError {
  constructor() {
    super(
      'payment.unavailable',
      503,
      'Payment is not possible at the moment. Nothing was charged and nothing was ordered. Try again a little later.',
      { retryAfter: 2 },
    );
  }
}

export class PaymentUnknown extends DomainError {
  constructor(orderId: number) {
    super(
      'payment.unknown',
      503,
      `Payment has not answered yet. Order ${orderId} is settled automatically and never charged twice. Read the order a little later.`,
      {
        retryAfter: 5,
        members: { orderId },
      },
    );
  }
}
