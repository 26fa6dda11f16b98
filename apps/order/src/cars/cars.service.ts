import { columnsOf, Money, priceFault } from '@carshare/events';
import { UnitOfWork, type Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { MAX_STOCK, type ChangeCar } from './car.dto.js';
import { Car, carVersion } from './car.entity.js';
import { CarChanged, CarNotFound, PriceInvalid, StockOutOfRange } from '../orders/order.errors.js';

/** What an operator does with the fleet. */
@Injectable()
export class CarsService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Sets or changes the free stock, or sets the price; the fleet grows or shrinks with the stock. Open orders keep their price.
   * @param isMatch whether the car's version is one that the operator has seen
   * @throws {CarChanged} when it is another one
   */
  change(productId: string, change: ChangeCar, isMatch: (version: string) => boolean): Promise<Car> {
    return this.unitOfWork.transaction(async (tx) => {
      const seen = await lockCar(tx, productId);
      if (!isMatch(carVersion(seen))) throw new CarChanged(productId);
      const stock = change.stock ?? seen.stock + (change.stockChange ?? 0);
      if (stock < 0 || stock > MAX_STOCK) throw new StockOutOfRange(productId, seen.stock);
      const price = change.pricePerUnit === undefined ? seen.price : toPrice(change.pricePerUnit, seen.currency);
      const fleet = seen.fleet + stock - seen.stock;
      const { minorUnits, hundredths } = columnsOf(price);
      await tx.execute('UPDATE cars SET fleet = ?, stock = ?, price_minor = ?, price = ? WHERE product_id = ?', [
        fleet,
        stock,
        minorUnits,
        hundredths,
        productId,
      ]);
      return Object.assign(seen, { fleet, stock, minorUnits, hundredths });
    });
  }
}

/**
 * Reads the car once no other transaction can change it: orders take from the stock at any time. The update that changes nothing takes
 * the lock on every engine; on MySQL, only what follows it sees the last committed state.
 * @throws {CarNotFound}
 */
async function lockCar(tx: Tx, productId: string): Promise<Car> {
  await tx.execute('UPDATE cars SET stock = stock WHERE product_id = ?', [productId]);
  const car = await tx.find(Car, { productId });
  if (!car) throw new CarNotFound(productId);
  return car;
}

/** @throws {PriceInvalid} when the currency does not allow the price */
function toPrice(pricePerUnit: number, currency: string): Money {
  const fault = priceFault(pricePerUnit, currency);
  if (fault !== undefined) throw new PriceInvalid(fault);
  return Money.of(pricePerUnit, currency);
}
