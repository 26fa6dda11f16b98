import { Money } from '@carshare/events';
import { Reader } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { linesOf } from '../adjustments/settlements.js';
import { Booking } from '../bookings/booking.entity.js';
import { Order } from '../orders/order.entity.js';
import { OrderNotFound, OrderNotReturnable } from '../orders/order.errors.js';
import { includedKm } from '../pricing/settlement.js';
import type { ReturnQuoteView } from './return-quote.dto.js';

/** Computes what returning a car now would charge and refund. Nothing is stored. */
@Injectable()
export class ReturnQuotesQueries {
  constructor(private readonly reader: Reader) {}

  /**
   * @param odometer the reading now, in kilometres
   * @throws {DomainError} 404, 409 for an order that is no booking in use
   */
  async quote(id: number, caller: Principal, odometer?: number, now = new Date()): Promise<ReturnQuoteView> {
    const order = await this.reader.find(Order, { id });
    if (!order || !caller.mayActFor(order.customerId)) throw new OrderNotFound(id);
    const booking = await this.reader.find(Booking, { orderId: id });
    if (!booking || order.status !== 'InUse') throw new OrderNotReturnable(id, order.status);
    const { currency } = order;
    const { late, distance, early } = linesOf(currency, booking, now, odometer);
    const major = (minorUnits: number): number => Money.ofMinorUnits(minorUnits, currency).major;
    const included = includedKm(booking, booking);
    const isMeasured = included === null || (odometer !== undefined && booking.odometerOut !== null);
    return {
      at: now.toISOString(),
      late: major(late),
      distance: isMeasured ? major(distance) : null,
      early: major(early),
      amount: major(late + distance - early),
      currency,
      includedKm: included,
      pricePerKm: included === null || booking.perKm === null ? null : major(booking.perKm),
    };
  }
}
