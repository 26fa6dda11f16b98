import type { OrderStatus } from '@carshare/events';
import { DomainError } from '@carshare/service-kit';

export class OrderNotFound extends DomainError {
  constructor(id: number) {
    super('order.not_found', 404, `There is no order ${id}.`);
  }
}

export class CarNotFound extends DomainError {
  constructor(productId: string) {
    super('car.not_found', 404, `There is no car ${productId} in the fleet. GET /cars lists it.`);
  }
}

/** An operator's price that the car's currency does not allow. */
export class PriceInvalid extends DomainError {
  constructor(field: 'pricePerUnit' | 'pricePerDay' | 'pricePerHour', fault: string) {
    super('car.price_invalid', 400, fault, { members: { errors: [{ field, reason: fault }] } });
  }
}

/** The amount of the order cannot be paid in the car's currency. */
export class AmountNotPayable extends DomainError {
  constructor(productId: string, fault: string) {
    super('order.amount_invalid', 409, `The amount for car ${productId} cannot be paid. ${fault} Nothing was charged.`);
  }
}

export class CarChanged extends DomainError {
  constructor(productId: string) {
    super('car.changed', 412, `Car ${productId} has changed since it was read, so nothing was saved. Read it again.`);
  }
}

export class CarExists extends DomainError {
  constructor(productId: string) {
    super('car.exists', 409, `The fleet has or had a car ${productId}. Use another productId.`);
  }
}

export class CarHasVehicles extends DomainError {
  constructor(productId: string, vehicles: readonly number[]) {
    super('car.has_vehicles', 409, `Car ${productId} still has vehicles. Retire them first.`, {
      members: { vehicles },
    });
  }
}

export class StockOutOfRange extends DomainError {
  constructor(productId: string, stock: number) {
    super(
      'car.stock_out_of_range',
      409,
      `Car ${productId} has ${stock} free: the change would leave fewer than 0 or more than 2,000,000,000. Send another number.`,
      {
        members: { stock },
      },
    );
  }
}

export class OutOfStock extends DomainError {
  constructor(productId: string) {
    super('car.out_of_stock', 409, `Fewer cars ${productId} are free than ordered. Order fewer, or another car.`);
  }
}

export class OrderNotCancellable extends DomainError {
  constructor(id: number, status: OrderStatus) {
    super('order.not_cancellable', 409, `Order ${id} is ${status}; only a Placed or Shipped order can be cancelled.`, {
      members: { orderStatus: status },
    });
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
