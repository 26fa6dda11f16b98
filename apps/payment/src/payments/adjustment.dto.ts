import type { AdjustmentFields } from '@carshare/events';
import {
  AcceptNumber,
  IgnoreUnknownFields,
  IsText,
  IsWholeNumber,
  Linked,
  MaxDecimalPlaces,
  MayBeAbsent,
  resource,
  type Resource,
} from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsPositive, IsString, Matches, Max } from 'class-validator';
import {
  ADJUSTMENT_KINDS,
  ADJUSTMENT_REASONS,
  ADJUSTMENT_STATUSES,
  type AdjustmentKind,
  type PaymentAdjustment,
} from './payment-adjustment.entity.js';

/** The adjustment of an order that a charge, a refund or a void is for. */
@IgnoreUnknownFields()
export class VoidAdjustment {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  @IsWholeNumber(1)
  orderId: number;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1, description: 'Of the adjustment in its order, from 1.' })
  @IsWholeNumber(1)
  number: number;
}

/** What the order service asks for when a booking is extended or settled. */
@IgnoreUnknownFields()
export class AdjustPayment extends VoidAdjustment {
  @ApiProperty({ enum: ADJUSTMENT_KINDS, example: 'charge' })
  @IsIn(ADJUSTMENT_KINDS)
  kind: AdjustmentKind;

  @ApiProperty({ example: 24.5, description: 'In major units of the currency, above 0.' })
  @AcceptNumber()
  @MaxDecimalPlaces(2)
  @IsPositive()
  @Max(1_000_000_000)
  amount: number;

  @ApiProperty({ example: 'EUR', description: 'The currency of the payment.' })
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code' })
  currency: string;

  @ApiProperty({ enum: ADJUSTMENT_REASONS, example: 'extension' })
  @IsIn(ADJUSTMENT_REASONS)
  reason: string;

  @ApiProperty({ example: 'guest' })
  @IsText(1, 255)
  customerId: string;

  @ApiPropertyOptional({
    example: 'pm_card_visa',
    description: 'Of a charge: a payment method of the provider; the simulator documents its test values.',
  })
  @MayBeAbsent()
  @IsString()
  @Matches(/^[\w-]{1,64}$/, { message: 'paymentMethod must be 1 to 64 letters, digits, _ or -' })
  paymentMethod?: string;
}

export class PaymentAdjustmentView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: 'integer', example: 1 }) number: number;
  @ApiProperty({ enum: ADJUSTMENT_KINDS }) kind: string;
  @ApiProperty({ example: 24.5 }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ example: 'extension', description: 'Empty for a number that was voided before it was asked for.' })
  reason: string;
  @ApiProperty({ enum: ADJUSTMENT_STATUSES }) status: string;
}

export function toAdjustmentView(adjustment: PaymentAdjustment): Resource<PaymentAdjustmentView> {
  const { id, orderId, number, kind, amount, currency, reason, status } = adjustment;
  return resource(`/paymentAdjustments/${id}`, {
    id,
    orderId,
    number,
    kind,
    amount: amount.major,
    currency,
    reason,
    status,
  });
}

/** What PaymentAdjusted contains. */
export function toAdjustmentEvent(adjustment: PaymentAdjustment): AdjustmentFields {
  const { id, orderId, number, kind, amount, currency, status, reason, customerId } = adjustment;
  return { id, orderId, number, kind, amount: amount.major, currency, status, reason, customerId };
}
