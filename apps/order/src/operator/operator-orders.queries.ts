import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, Raw, type Repository } from 'typeorm';
import { BookingsQueries } from '../bookings/bookings.queries.js';
import {
  toOperatorOrderView,
  type OperatorOrdersQuery,
  type OperatorOrdersView,
  type OperatorOrderView,
} from './operator-orders.dto.js';
import { Order } from '../orders/order.entity.js';

/** Not TypeORM's `Not(IsNull())`: SQLite does not use the index of `due_at` for the SQL that it makes. */
const DUE = { dueAt: Raw((column) => `${column} IS NOT NULL`) };

/** Lists orders for the operator console by status and age, newest first, without counting the table. */
@Injectable()
export class OperatorOrdersQueries {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly bookings: BookingsQueries,
  ) {}

  async list({ status, owed, due = owed, olderThan, before, size }: OperatorOrdersQuery): Promise<OperatorOrdersView> {
    const isDue = due === 'true';
    const until = olderThan === undefined ? undefined : new Date(Date.now() - olderThan * 1000);
    const newest = Math.min((before ?? Infinity) - 1, await this.newestId(until));
    const found = await this.orders.find({
      where: {
        ...(status && { status }),
        ...(isDue && DUE),
        ...(until && { createdAt: LessThanOrEqual(until) }),
        ...(newest < Infinity && { id: LessThanOrEqual(newest) }),
      },
      order: isDue ? { dueAt: 'ASC', id: 'ASC' } : { id: 'DESC' },
      take: size + 1,
    });
    const orders = found.slice(0, size);
    const bookings = await this.bookings.ofOrders(orders);
    const dueCount = await this.orders.countBy(DUE);
    return {
      orders: orders.map((order) => toOperatorOrderView(order, bookings.get(order.id))),
      next: !isDue && found.length > size ? (orders.at(-1)?.id ?? null) : null,
      due: dueCount,
      owed: dueCount,
    };
  }

  /** One order as the operator sees it. */
  async view(order: Order): Promise<OperatorOrderView> {
    return toOperatorOrderView(order, await this.bookings.ofOrder(order));
  }

  /** Ids grow with time, so the id of the newest order before `until` bounds the list by the primary key. */
  private async newestId(until: Date | undefined): Promise<number> {
    if (!until) return Infinity;
    const [order] = await this.orders.find({
      where: { createdAt: LessThanOrEqual(until) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: 1,
    });
    return order?.id ?? 0;
  }
}
