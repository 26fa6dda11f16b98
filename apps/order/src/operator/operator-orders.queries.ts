import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, Raw, type Repository } from 'typeorm';
import { toDeskOrderView, type DeskOrdersQuery, type DeskOrdersView } from './operator-orders.dto.js';
import { Order } from '../orders/order.entity.js';

/** TypeORM's own `Not(IsNull())` is written so that SQLite does not see its index in it. */
const OWED = { dueAt: Raw((column) => `${column} IS NOT NULL`) };

/** Reads the orders as the operator's desk lists them: by state and age, newest first, without counting the table. */
@Injectable()
export class DeskOrdersQueries {
  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  async list({ status, owed, olderThan, before, size }: DeskOrdersQuery): Promise<DeskOrdersView> {
    const isOwed = owed === 'true';
    const until = olderThan === undefined ? undefined : new Date(Date.now() - olderThan * 1000);
    const newest = Math.min((before ?? Infinity) - 1, await this.newestId(until));
    const found = await this.orders.find({
      where: {
        ...(status && { status }),
        ...(isOwed && OWED),
        ...(until && { createdAt: LessThanOrEqual(until) }),
        ...(newest < Infinity && { id: LessThanOrEqual(newest) }),
      },
      order: isOwed ? { dueAt: 'ASC', id: 'ASC' } : { id: 'DESC' },
      take: size + 1,
    });
    const orders = found.slice(0, size);
    return {
      orders: orders.map(toDeskOrderView),
      next: !isOwed && found.length > size ? (orders.at(-1)?.id ?? null) : null,
      owed: await this.orders.countBy(OWED),
    };
  }

  /** Ids rise with time: the newest order of that time bounds the list by its key. */
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
