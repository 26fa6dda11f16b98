import { pageOf, toPage, type Page, type Principal, type Resource } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AdjustmentsQueries } from '../adjustments/adjustments.queries.js';
import { BookingsQueries } from '../bookings/bookings.queries.js';
import { canceller, feeOf } from '../bookings/bookings.service.js';
import { toFeeView, type FeeView } from '../bookings/fee.dto.js';
import { toOrderView, toPlacedView, type OrderQuery, type OrderView } from './order.dto.js';
import { Order } from './order.entity.js';
import { OrderNotFound } from './order.errors.js';

/** Reads orders. */
@Injectable()
export class OrdersQueries {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly bookings: BookingsQueries,
    private readonly adjustments: AdjustmentsQueries,
  ) {}

  /** @throws {OrderNotFound} also for the order of another customer */
  async get(id: number, caller: Principal): Promise<Resource<OrderView>> {
    return this.view(await this.find(id, caller));
  }

  /** An order as the API shows it. */
  async view(order: Order): Promise<Resource<OrderView>> {
    return toOrderView(order, await this.bookings.ofOrder(order), await this.adjustments.ofOrder(order));
  }

  /** An order as it was when it was established. */
  async placedView(order: Order): Promise<Resource<OrderView>> {
    return toPlacedView(order, await this.bookings.ofOrder(order), await this.adjustments.ofOrder(order));
  }

  async list(query: OrderQuery, caller: Principal): Promise<Page<OrderView>> {
    const where = {
      ...caller.visible,
      ...(query.status ? { status: query.status } : {}),
    };
    const [orders, total] = await this.orders.findAndCount({ where, ...pageOf(query, ['id']) });
    const bookings = await this.bookings.ofOrders(orders);
    const adjustments = await this.adjustments.ofOrders(orders);
    const views = orders.map((order) => toOrderView(order, bookings.get(order.id), adjustments.get(order.id)));
    return toPage('/orders', 'orders', views, total, query);
  }

  /** What cancelling the order costs now. @throws {DomainError} 404, 409 for an order that cannot be cancelled */
  async cancellation(id: number, caller: Principal): Promise<FeeView> {
    const order = await this.find(id, caller);
    order.assertCancellable();
    const booking = await this.bookings.ofOrder(order);
    const free = { fee: 0, until: null };
    return toFeeView(order, booking ? feeOf(booking, order, canceller(order, caller), new Date()) : free);
  }

  private async find(id: number, caller: Principal): Promise<Order> {
    const order = await this.orders.findOneBy({ id });
    if (!order || !caller.mayActFor(order.customerId)) throw new OrderNotFound(id);
    return order;
  }
}
