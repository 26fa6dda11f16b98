import { amountFault, type Money } from '@carshare/events';
import { PriceChanged } from '../bookings/booking.errors.js';
import type { Car } from '../cars/car.entity.js';
import { AmountNotPayable } from './order.errors.js';

/** @throws {DomainError} 409 for an amount that cannot be paid, or that the customer has not seen */
export function assertPayable({ productId }: Car, amount: Money, expectedAmount: number | undefined): void {
  const fault = amountFault(amount);
  if (fault !== undefined) throw new AmountNotPayable(productId, fault);
  if (expectedAmount !== undefined && expectedAmount !== amount.major) {
    throw new PriceChanged({ amount: amount.major, currency: amount.currency });
  }
}
