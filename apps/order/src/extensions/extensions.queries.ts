import { Reader } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { Adjustment } from '../adjustments/adjustment.entity.js';
import { ExtensionClaims } from '../adjustments/extension-claims.js';
import { OrderConfig } from '../app.config.js';
import { BookingsQueries } from '../bookings/bookings.queries.js';
import { plus } from '../bookings/period.js';
import { Order } from '../orders/order.entity.js';
import { OrderNotExtendable, OrderNotFound } from '../orders/order.errors.js';
import type { ExtensionQuoteView } from './extension.dto.js';
import { priceOf, readEnd } from './extension-plan.js';

/** Reads how far bookings can be extended, and what that costs. Nothing is stored. */
@Injectable()
export class ExtensionsQueries {
  constructor(
    private readonly reader: Reader,
    private readonly bookings: BookingsQueries,
    private readonly claims: ExtensionClaims,
    private readonly config: OrderConfig,
  ) {}

  /** @param to the end that is asked for @throws {DomainError} 404, 409 for an order that cannot be extended, 422 */
  async quote(id: number, caller: Principal, to?: string, now = new Date()): Promise<ExtensionQuoteView> {
    const order = await this.reader.find(Order, { id });
    if (!order || !caller.mayActFor(order.customerId)) throw new OrderNotFound(id);
    order.assertExtendable();
    const booking = await this.bookings.ofOrder(order);
    if (!booking) throw new OrderNotExtendable(id, order.status);
    const end = to === undefined ? undefined : readEnd(plus(to), booking, this.config.periodRules, now);
    const { latestTo } = await this.claims.room(this.reader, booking, now);
    const isOpen = (await this.reader.find(Adjustment, { openOrderId: id })) !== undefined;
    const price = end && priceOf(order, booking, end);
    return {
      to: end?.toISOString() ?? null,
      amount: price?.amount.major ?? null,
      total: price?.total.major ?? null,
      currency: order.currency,
      latestTo: latestTo?.toISOString() ?? null,
      available: !isOpen && latestTo !== null && (end === undefined || end <= latestTo),
    };
  }
}
