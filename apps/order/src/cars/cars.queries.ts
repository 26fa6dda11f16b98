import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, type Repository } from 'typeorm';
import { toCarView, type CarView } from './car.dto.js';
import { Car } from './car.entity.js';
import { CarNotFound } from './car.errors.js';

/** Reads the models of the fleet; retired ones are left out. */
@Injectable()
export class CarsQueries {
  constructor(@InjectRepository(Car) private readonly cars: Repository<Car>) {}

  /** @throws {CarNotFound} */
  async get(productId: string): Promise<CarView> {
    const car = await this.cars.findOneBy({ productId, retiredAt: IsNull() });
    if (!car) throw new CarNotFound(productId);
    return toCarView(car);
  }

  all(): Promise<Car[]> {
    return this.cars.find({ where: { retiredAt: IsNull() }, order: { productId: 'ASC' } });
  }
}
