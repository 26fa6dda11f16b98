import { amountFault, Money } from '@carshare/events';
import type { Booking } from '../bookings/booking.entity.js';
import { PeriodRefused, PriceChanged, TimeInvalid } from '../bookings/booking.errors.js';
import { readInstant, type PeriodRules } from '../bookings/period.js';
import { AmountNotPayable } from '../orders/order.errors.js';
import type { Order } from '../orders/order.entity.js';
import { timePrice } from '../pricing/time-price.js';

/** What an extension costs. */
export interface ExtensionPrice {
  /** The difference, to be paid now; 0 within an hour or a day that is paid already. */
  amount: Money;
  /** The price of the booking with the extension. */
  total: Money;
}

/**
 * Reads the new end of a booking.
 * @throws {DomainError} 422 for a time that is none, not after the end, over, or beyond the longest booking and the horizon
 */
export function readEnd(text: string, { from, to }: Booking, { longestMs, horizonMs }: PeriodRules, now: Date): Date {
  const end = readInstant('to', text);
  if (end <= to) throw new TimeInvalid('to', `to must be after the end of the booking, ${to.toISOString()}.`);
  if (end <= now) throw new PeriodRefused('booking.out_of_bounds', 'to', 'to must be in the future.');
  if (end.getTime() - from.getTime() > longestMs || end.getTime() - now.getTime() > horizonMs) {
    throw new PeriodRefused('booking.out_of_bounds', 'to', 'The booking would become too long, or end too far ahead.');
  }
  return end;
}

/** The price of the longer booking under the terms of the booking, and the difference to what it costs now. */
export function priceOf(order: Order, booking: Booking, to: Date): ExtensionPrice {
  const from = booking.from.getTime();
  const before = timePrice(booking.to.getTime() - from, booking).amount;
  const amount = Money.ofMinorUnits(timePrice(to.getTime() - from, booking).amount - before, order.currency);
  return { amount, total: order.amount.plus(amount) };
}

/** @throws {DomainError} 409 for an amount that cannot be paid, or that the customer has not seen */
export function assertPrice(
  { productId, currency }: Order,
  { amount, total }: ExtensionPrice,
  expectedAmount: number | undefined,
): void {
  const fault = amountFault(total);
  if (fault !== undefined) throw new AmountNotPayable(productId, fault);
  if (expectedAmount !== undefined && expectedAmount !== amount.major) {
    throw new PriceChanged({ amount: amount.major, total: total.major, currency });
  }
}
