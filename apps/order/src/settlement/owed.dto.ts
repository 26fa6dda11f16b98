import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { OWED_STATUSES, type OwedAmount, type OwedStatus } from '../adjustments/owed-amount.entity.js';

export class WaiveOwed {
  @ApiProperty({ example: 'the road was closed' })
  @IsString()
  @Length(1, 200)
  @Matches(/^[^\p{Cs}\p{Cc}]*\S[^\p{Cs}\p{Cc}]*$/u, { message: 'reason must be text without control characters' })
  reason: string;
}

/** An amount that a customer has not paid. */
export class OwedView {
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ example: 'guest' }) customerId: string;
  @ApiProperty({ example: 16 }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ example: 'settlement', description: 'What it is for.' }) reason: string;
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty({ enum: OWED_STATUSES }) status: OwedStatus;
}

export class OwedListView {
  @ApiProperty({ type: [OwedView], description: 'The open ones, the oldest first; at most 500.' }) owed: OwedView[];
}

export function toOwedView({ orderId, customerId, amount, currency, reason, since, status }: OwedAmount): OwedView {
  return { orderId, customerId, amount: amount.major, currency, reason, since: since.toISOString(), status };
}
