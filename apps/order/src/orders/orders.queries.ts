import { pageOf, toPage, type Page, type Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Car } from '../cars/car.entity.js';
import { CarView, toCarView } from '../cars/car.dto.js';
import { toOrderView, type OrderQuery, type OrderView } from './order.dto.js';
import { Order } from './order.entity.js';
import { CarNotFound, OrderNotFound } from './order.errors.js';

/** Reads orders and the fleet. */
@Injectable()
export class OrdersQueries {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    @InjectRepository(Car) private readonly cars: Repository<Car>,
  ) {}

  /** @throws {OrderNotFound} also for somebody else's order */
  async get(id: number, caller: Principal): Promise<Order> {
    const order = await this.orders.findOneBy({ id });
    if (!order || !caller.mayActFor(order.customerId)) throw new OrderNotFound(id);
    return order;
  }

  async list(query: OrderQuery, caller: Principal): Promise<Page<OrderView>> {
    const where = {
      ...caller.visible,
      ...(query.status ? { status: query.status } : {}),
    };
    const [orders, total] = await this.orders.findAndCount({ where, ...pageOf(query, ['id']) });
    return toPage('/orders', 'orders', orders.map(toOrderView), total, query);
  }

  async car(productId: string): Promise<CarView> {
    const car = await this.cars.findOneBy({ productId });
    if (!car) throw new CarNotFound(productId);
    return toCarView(car);
  }

  async fleet(): Promise<Page<CarView>> {
    const cars = await this.cars.find({ order: { productId: 'ASC' } });
    return toPage('/cars', 'cars', cars.map(toCarView), cars.length, { page: 0, size: Math.max(1, cars.length) });
  }
}
