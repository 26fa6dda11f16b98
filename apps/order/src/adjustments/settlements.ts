import { smallestPayable } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { currentTraceId } from '@carshare/service-kit';
import type { BookedOrder } from '../bookings/booked-order.js';
import type { Booking } from '../bookings/booking.entity.js';
import { settle, type Settlement as Lines } from '../pricing/settlement.js';
import { Adjustment } from './adjustment.entity.js';
import { nextNumber } from './adjustment.numbers.js';
import { OwedAmount } from './owed-amount.entity.js';
import type { SettledRental } from './settlement.dto.js';
import { Settlement } from './settlement.entity.js';

/** An order as its settlement reads it. */
export interface SettledOrder extends BookedOrder {
  readonly paymentMethod: string | null;
}

/**
 * Computes what the return of a booking costs, and stores it with the adjustment that charges or refunds it.
 * @param odometer the reading at the return, in kilometres
 * @returns whether an adjustment is to be made before the order is complete
 */
export async function openSettlement(
  tx: Tx,
  order: SettledOrder,
  booking: Booking,
  returnedAt: Date,
  odometer: number | undefined,
): Promise<boolean> {
  const { id: orderId, currency } = order;
  const lines = linesOf(currency, booking, returnedAt, odometer);
  if (lines.late + lines.distance + lines.early === 0) return false;
  const settlement = Settlement.of(orderId, lines, currency, returnedAt);
  await tx.insert(settlement);
  if (settlement.net.minorUnits === 0) return false;
  await tx.insert(await settlementAdjustment(tx, order, settlement));
  return true;
}

/** What the return of a booking costs and refunds. @param odometer the reading at the return, in kilometres */
export function linesOf(currency: string, booking: Booking, at: Date, odometer: number | undefined): Lines {
  const km = odometer === undefined || booking.odometerOut === null ? undefined : odometer - booking.odometerOut;
  return settle(booking, booking, { at, km }, smallestPayable(currency).minorUnits);
}

/** The next adjustment that charges or refunds a settlement. */
export async function settlementAdjustment(
  tx: Tx,
  { id: orderId, paymentMethod }: SettledOrder,
  { net }: Settlement,
): Promise<Adjustment> {
  const number = await nextNumber(tx, orderId);
  return Adjustment.ofSettlement({ orderId, number, amount: net, paymentMethod, traceId: currentTraceId() });
}

/** The settlement of an order; undefined when there was nothing to settle. */
export async function settlementOf(tx: Tx, orderId: number): Promise<SettledRental | undefined> {
  const settlement = await tx.find(Settlement, { orderId });
  return settlement && { settlement, owed: await tx.find(OwedAmount, { orderId }) };
}
