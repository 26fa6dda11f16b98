import { amountFault, InvalidMoney, Money } from '@carshare/events';
import { AmountInvalid } from './payment.errors.js';

/** The amount that a request names, if it can be paid. @param major in major units @throws {AmountInvalid} */
export function payable(major: number, currency: string): Money {
  try {
    const amount = Money.of(major, currency);
    const fault = amountFault(amount);
    if (fault === undefined) return amount;
    throw new AmountInvalid(fault);
  } catch (error) {
    throw error instanceof InvalidMoney ? new AmountInvalid(error.message) : error;
  }
}
