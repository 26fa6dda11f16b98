import { Money } from '@carshare/events';
import { ApiProperty } from '@nestjs/swagger';
import type { FeeStep } from '../pricing/cancellation-terms.js';
import type { BookedOrder } from './booked-order.js';

/** What cancelling an order costs now. */
export class FeeView {
  @ApiProperty({ example: 24.5 }) fee: number;
  @ApiProperty({ example: 24.5 }) refund: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'The fee holds before this time; null means until the car is handed over.',
  })
  until: string | null;
}

export function toFeeView({ amount, currency }: BookedOrder, step: FeeStep): FeeView {
  const fee = Money.ofMinorUnits(step.fee, currency);
  return { fee: fee.major, refund: amount.minus(fee).major, currency, until: step.until?.toISOString() ?? null };
}
