import { Money } from '@carshare/events';
import { ApiProperty } from '@nestjs/swagger';
import type { Adjustment } from './adjustment.entity.js';
import type { OwedAmount } from './owed-amount.entity.js';
import type { Settlement } from './settlement.entity.js';

export const SETTLEMENT_STATUSES = ['Pending', 'Settled', 'Owed', 'Waived'] as const;
type SettlementStatus = (typeof SETTLEMENT_STATUSES)[number];

/** What the return of a booking cost beside its price. */
export class SettlementView {
  @ApiProperty({ example: 16, description: 'For the time beyond the end and the grace.' }) late: number;
  @ApiProperty({ example: 12.5, description: 'For the kilometres beyond the included ones.' }) distance: number;
  @ApiProperty({ example: 0, description: 'Refunded of the booked time that was not used.' }) early: number;
  @ApiProperty({ example: 28.5, description: 'The sum; negative when it is refunded.' }) amount: number;
  @ApiProperty({ example: 0, description: 'What of it the customer still has to pay.' }) owed: number;
  @ApiProperty({ enum: SETTLEMENT_STATUSES }) status: SettlementStatus;
}

/** A settlement, and what of it is not paid. */
export interface SettledRental {
  settlement: Settlement;
  owed: OwedAmount | undefined;
}

/** What changed of an order after it was placed. */
export interface OrderChanges {
  /** By number. */
  adjustments: readonly Adjustment[];
  /** Absent before the return, and when there was nothing to settle. */
  settled: SettledRental | undefined;
}

/** @param isCompleted whether the order is Completed: the settlement is Pending before */
export function toSettlementView({ settlement, owed }: SettledRental, isCompleted: boolean): SettlementView {
  const { late, distance, early, net } = settlement;
  return {
    late: late.major,
    distance: distance.major,
    early: early.major,
    amount: net.major,
    owed: owed?.owed.major ?? 0,
    status: isCompleted ? statusOf(owed) : 'Pending',
  };
}

/** What a rental cost in the end. @param price of the booking, with its extensions */
export function finalAmount(price: Money, { settlement, owed }: SettledRental): Money {
  const sum = price.plus(settlement.net);
  return owed?.status === 'Waived' ? sum.minus(owed.amount) : sum;
}

function statusOf(owed: OwedAmount | undefined): SettlementStatus {
  if (owed?.status === 'Open') return 'Owed';
  return owed?.status === 'Waived' ? 'Waived' : 'Settled';
}
