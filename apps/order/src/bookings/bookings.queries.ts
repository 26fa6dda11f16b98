import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import type { BookedOrder } from './booked-order.js';
import { Booking } from './booking.entity.js';

/** Reads bookings. */
@Injectable()
export class BookingsQueries {
  constructor(
    private readonly reader: Reader,
    @InjectRepository(Booking) private readonly repository: Repository<Booking>,
  ) {}

  /** The booking of an order; undefined for an instant order. */
  async ofOrder({ id, vehicleId }: BookedOrder): Promise<Booking | undefined> {
    return vehicleId === null ? undefined : this.reader.find(Booking, { orderId: id });
  }

  /** The bookings among the orders, by order id. */
  async ofOrders(orders: readonly BookedOrder[]): Promise<ReadonlyMap<number, Booking>> {
    const ids = orders.filter(({ vehicleId }) => vehicleId !== null).map(({ id }) => id);
    const found = ids.length === 0 ? [] : await this.repository.findBy({ orderId: In(ids) });
    return new Map(found.map((booking) => [booking.orderId, booking]));
  }
}
