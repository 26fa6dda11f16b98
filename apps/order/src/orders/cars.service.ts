import { priceFault, toHundredths } from '@carshare/events';
import { UnitOfWork } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import type { ChangeCar } from './car.dto.js';
import { Car } from './car.entity.js';
import { CarNotFound, PriceInvalid } from './order.errors.js';

/** What an operator does with the fleet. */
@Injectable()
export class CarsService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Sets the free stock or the price; the fleet grows or shrinks with the stock. Open orders keep their price. */
  change(productId: string, { stock, pricePerUnit }: ChangeCar): Promise<Car> {
    return this.unitOfWork.transaction(async (tx) => {
      if (stock !== undefined) {
        // The fleet first: MySQL evaluates assignments from left to right, and both need the stock of before.
        await tx.execute('UPDATE cars SET fleet = fleet + ? - stock, stock = ? WHERE product_id = ?', [
          stock,
          stock,
          productId,
        ]);
      }
      const car = await tx.find(Car, { productId });
      if (!car) throw new CarNotFound(productId);
      if (pricePerUnit !== undefined) {
        const fault = priceFault(pricePerUnit, car.currency);
        if (fault !== undefined) throw new PriceInvalid(fault);
        car.price = toHundredths(pricePerUnit);
        await tx.execute('UPDATE cars SET price = ? WHERE product_id = ?', [car.price, productId]);
      }
      return car;
    });
  }
}
