import { Money } from '@carshare/events';
import { isUniqueViolation, UnitOfWork } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { MAX_STOCK, type ChangeCar } from './car.dto.js';
import { Car, carVersion } from './car.entity.js';
import { pricesOf } from './car-prices.js';
import { lockCar } from './lock-car.js';
import type { NewCar } from './new-car.dto.js';
import { CarChanged, CarExists, CarHasVehicles, StockOutOfRange } from './car.errors.js';

/** What an operator does with the models of the fleet. */
@Injectable()
export class CarsService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Adds a model. @throws {DomainError} 400 for a price, 409 when the fleet has or had the product */
  async add(request: NewCar): Promise<Car> {
    const { productId, model, currency, stock } = request;
    const none = { pricePerDay: null, pricePerHour: null, pricePerKm: null };
    const prices = pricesOf(request, { currency, ...none, price: Money.zero(currency) });
    const car = Object.assign(new Car(), {
      productId,
      model,
      stock,
      fleet: stock,
      retiredAt: null,
      ...prices,
    });
    try {
      await this.unitOfWork.transaction((tx) => tx.insert(car));
      return car;
    } catch (error) {
      if (isUniqueViolation(error)) throw new CarExists(productId);
      throw error;
    }
  }

  /**
   * Changes the name, the prices or the free stock; the fleet grows or shrinks with the stock. Orders keep their prices.
   * @param isMatch whether the car's version is one that the operator has seen
   * @throws {CarChanged} when it is another one
   */
  change(productId: string, change: ChangeCar, isMatch: (version: string) => boolean): Promise<Car> {
    return this.unitOfWork.transaction(async (tx) => {
      const seen = await lockCar(tx, productId);
      if (!isMatch(carVersion(seen))) throw new CarChanged(productId);
      const stock = change.stock ?? seen.stock + (change.stockChange ?? 0);
      if (stock < 0 || stock > MAX_STOCK) throw new StockOutOfRange(productId, seen.stock);
      const fleet = seen.fleet + stock - seen.stock;
      Object.assign(seen, { fleet, stock, model: change.model ?? seen.model, ...pricesOf(change, seen) });
      await tx.update(seen);
      return seen;
    });
  }

  /**
   * Takes a model out of the fleet: it is not listed or ordered any more. Its open orders go on.
   * @throws {CarHasVehicles} while one of its vehicles is not retired
   */
  async retire(productId: string, isMatch: (version: string) => boolean, now = new Date()): Promise<void> {
    await this.unitOfWork.transaction(async (tx) => {
      const car = await lockCar(tx, productId);
      if (!isMatch(carVersion(car))) throw new CarChanged(productId);
      const rows = await tx.query<{ id: number }>(
        "SELECT id FROM vehicles WHERE product_id = ? AND state IN ('InService', 'OutOfService') ORDER BY id LIMIT 20",
        [productId],
      );
      const vehicles = rows.map(({ id }) => id);
      if (vehicles.length > 0) throw new CarHasVehicles(productId, vehicles);
      car.retiredAt = now;
      await tx.update(car);
    });
  }
}
