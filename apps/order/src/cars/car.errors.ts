import { DomainError } from '@carshare/service-kit';

export class CarNotFound extends DomainError {
  constructor(productId: string) {
    super('car.not_found', 404, `There is no car ${productId} in the fleet. GET /cars lists it.`);
  }
}

/** An operator's price that the car's currency does not allow. */
export class PriceInvalid extends DomainError {
  constructor(field: 'pricePerUnit' | 'pricePerDay' | 'pricePerHour' | 'pricePerKm', fault: string) {
    super('car.price_invalid', 400, fault, { members: { errors: [{ field, reason: fault }] } });
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
