import { DEFAULT_CURRENCY, Money, type PaymentFields } from '@carshare/events';
import {
  AcceptNumber,
  AcceptText,
  Ignored,
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
import { IsString, Matches, Max, Min } from 'class-validator';
import type { PaymentCancellation } from './payment-cancellation.entity.js';
import type { Payment } from './payment.entity.js';

/** A time as the order service writes it. */
const UTC = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** The order that a payment or its cancellation is for. */
@IgnoreUnknownFields()
class OfOrder {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  @IsWholeNumber(1)
  orderId: number;

  @ApiProperty({ example: '1001' })
  @AcceptText()
  @IsText(1, 64)
  productId: string;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  @IsWholeNumber(1)
  qty: number;

  /** Older clients send it. */
  @Ignored()
  status?: unknown;
}

/** What the order service asks for when it cancels an order. */
@IgnoreUnknownFields()
export class CancelPayment extends OfOrder {
  @ApiPropertyOptional({
    example: 24.5,
    description:
      'What is kept of the charge, in major units of its currency; the rest is refunded. Nothing without it.',
  })
  @MayBeAbsent()
  @AcceptNumber()
  @MaxDecimalPlaces(2)
  @Min(0)
  @Max(1_000_000_000)
  fee?: number;
}

/** What the order service asks for when an order is to be paid. */
@IgnoreUnknownFields()
export class PayOrder extends OfOrder {
  @ApiPropertyOptional({
    example: 49,
    description:
      'In major units of the currency. The replaced order service sends none: then the simulator charges 0, and a provider that moves money refuses.',
  })
  @MayBeAbsent()
  @AcceptNumber()
  @MaxDecimalPlaces(2)
  @Min(0)
  @Max(1_000_000_000)
  amount?: number;

  @ApiPropertyOptional({ example: 'EUR', default: DEFAULT_CURRENCY })
  @MayBeAbsent()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code' })
  currency: string = DEFAULT_CURRENCY;

  @ApiPropertyOptional({ example: 'guest', default: 'guest' })
  @MayBeAbsent()
  @IsText(1, 255)
  customerId: string = 'guest';

  @ApiPropertyOptional({
    example: 'pm_card_visa',
    description: 'A payment method of the provider; the simulator documents its test values.',
  })
  @MayBeAbsent()
  @IsString()
  @Matches(/^[\w-]{1,64}$/, { message: 'paymentMethod must be 1 to 64 letters, digits, _ or -' })
  paymentMethod?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'The start of a booking; published with its payment.' })
  @MayBeAbsent()
  @Matches(UTC, { message: 'from must be a time in UTC such as 2026-12-01T09:00:00.000Z' })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @MayBeAbsent()
  @Matches(UTC, { message: 'to must be a time in UTC such as 2026-12-01T18:00:00.000Z' })
  to?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @MayBeAbsent()
  @IsWholeNumber(1)
  vehicleId?: number;
}

export class PaymentView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ type: 'integer', example: 1 }) qty: number;
  @ApiProperty({ example: 49, description: 'What was charged: 0 where the request named no amount.' }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ enum: ['OrderApproved', 'PaymentCancelled'] }) status: string;
}

export class PaymentCancellationView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ type: 'integer', example: 1 }) qty: number;
  @ApiProperty({ enum: ['PaymentCancelled'] }) status: string;
}

export class TestMethodView {
  @ApiProperty({ example: 'pm_card_visa' }) value: string;
  @ApiProperty({ example: 'is approved' }) label: string;
}

/** Who moves the money. */
export class ProviderView {
  @ApiProperty({ example: 'simulator' }) name: string;
  @ApiProperty({ type: [TestMethodView] }) testMethods: readonly TestMethodView[];
}

export function toPaymentView(payment: Payment): Resource<PaymentView> {
  const { id, orderId, productId, qty, amount, currency, status } = payment;
  return resource(`/payments/${id}`, { id, orderId, productId, qty, amount: amount.major, currency, status });
}

export function toCancellationView({
  id,
  orderId,
  productId,
  qty,
}: PaymentCancellation): Resource<PaymentCancellationView> {
  return resource(`/paymentCancellations/${id}`, { id, orderId, productId, qty, status: 'PaymentCancelled' });
}

/** What Paid and PayCancelled say of a payment. Nothing costs 0: it stands for an amount that the request did not name. */
export function toPaymentEvent({
  id,
  orderId,
  productId,
  qty,
  status,
  charged,
  currency,
  customerId,
  startsAt,
  endsAt,
  vehicleId,
  keepsFee,
  feeMinorUnits,
}: Payment): PaymentFields {
  return {
    id,
    orderId,
    productId,
    qty,
    status,
    ...(charged.minorUnits > 0 && { amount: charged.major, currency }),
    customerId,
    ...(startsAt && { from: startsAt.toISOString() }),
    ...(endsAt && { to: endsAt.toISOString() }),
    ...(vehicleId !== null && { vehicleId }),
    // Absent: all of the amount.
    ...(status === 'PaymentCancelled' &&
      keepsFee && { refunded: charged.minus(Money.ofMinorUnits(feeMinorUnits, currency)).major }),
  };
}
