import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import type { BookedOrder } from '../bookings/booked-order.js';
import { Adjustment } from './adjustment.entity.js';
import { OwedAmount } from './owed-amount.entity.js';
import type { OrderChanges } from './settlement.dto.js';
import { Settlement } from './settlement.entity.js';

/** Reads the adjustments and settlements of orders; an instant order has none. */
@Injectable()
export class AdjustmentsQueries {
  constructor(private readonly reader: Reader) {}

  async ofOrder(order: BookedOrder): Promise<OrderChanges | undefined> {
    return (await this.ofOrders([order])).get(order.id);
  }

  /** The changes of the bookings among the orders, by order id. */
  async ofOrders(orders: readonly BookedOrder[]): Promise<ReadonlyMap<number, OrderChanges>> {
    const orderId = orders.filter(({ vehicleId }) => vehicleId !== null).map(({ id }) => id);
    if (orderId.length === 0) return new Map();
    const [adjustments, settlements, owed] = await Promise.all([
      this.reader.findWhere(Adjustment, `order_id IN (${listOf(orderId)}) ORDER BY order_id, number`, orderId),
      this.reader.all(Settlement, { orderId }),
      this.reader.all(OwedAmount, { orderId }),
    ]);
    return new Map(
      orderId.map((id) => {
        const settlement = settlements.find((one) => one.orderId === id);
        return [
          id,
          {
            adjustments: adjustments.filter((one) => one.orderId === id),
            settled: settlement && { settlement, owed: owed.find((one) => one.orderId === id) },
          },
        ];
      }),
    );
  }
}

function listOf(ids: readonly number[]): string {
  return ids.map(() => '?').join(', ');
}
