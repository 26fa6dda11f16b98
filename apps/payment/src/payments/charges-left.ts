import { Money } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import type { Payment } from './payment.entity.js';
import { Refund, type ChargeToReturn } from './refund.entity.js';

/** A charge of an order, and what of it is neither returned nor about to be. */
export interface ChargeLeft {
  /** 0 is the order's first charge, the others are numbers of adjustments. */
  charge: number;
  reference: string;
  /** In minor units of the order's currency. */
  left: number;
}

/** The charges of an order that still hold money, newest first. */
export async function chargesLeft(tx: Tx, payment: Payment): Promise<ChargeLeft[]> {
  const { orderId, reference } = payment;
  const adjustments = await tx.findAll(PaymentAdjustment, 'orderId', [orderId]);
  const refunds = await tx.findAll(Refund, 'orderId', [orderId]);
  const returned = (charge: number): number =>
    refunds
      .filter((refund) => refund.charge === charge && refund.isDuplicate === 0)
      .reduce((sum, { amount }) => sum + amount.minorUnits, 0);
  const further = adjustments
    .filter(({ kind, status }) => kind === 'charge' && status === 'Succeeded')
    .sort((a, b) => b.number - a.number)
    .map(({ number, amount, reference: of }) => ({ charge: number, reference: of ?? '', amount }));
  return [...further, { charge: 0, reference: reference ?? '', amount: payment.amount }]
    .map(({ charge, reference: of, amount }) => ({
      charge,
      reference: of,
      left: amount.minorUnits - returned(charge),
    }))
    .filter(({ left }) => left > 0);
}

/** The sum of what charges still hold, in minor units. */
export function sumLeft(charges: readonly ChargeLeft[]): number {
  return charges.reduce((sum, { left }) => sum + left, 0);
}

/**
 * Divides a refund among charges: the first is emptied before the next is touched, and none returns more than it has left.
 * @param charges in the order in which they return money
 * @param amount in minor units, at most {@link sumLeft}
 * @param adjustment the purpose of the refund: the number of an adjustment, 0 for the cancellation
 */
export function divide(
  { orderId, currency }: Payment,
  charges: readonly ChargeLeft[],
  amount: number,
  adjustment: number,
): ChargeToReturn[] {
  const parts: ChargeToReturn[] = [];
  let open = amount;
  for (const { charge, reference, left } of charges) {
    const part = Math.min(open, left);
    if (part <= 0) break;
    open -= part;
    // A cancellation returns all that is left at the provider, whatever was refunded there by others.
    const isPartial = adjustment > 0 || part < left;
    parts.push({ orderId, reference, amount: Money.ofMinorUnits(part, currency), isPartial, adjustment, charge });
  }
  if (open > 0) throw new RangeError(`order ${orderId} has ${open} minor units less than ${amount} left`);
  return parts;
}
