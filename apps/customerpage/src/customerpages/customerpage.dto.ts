import { RENTAL_STATUSES, type RentalStatus } from '@carshare/events';
import { Linked, resource, type Resource } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Customerpage } from './customerpage.entity.js';
import { HISTORY_EVENTS } from './rental-facts.js';

export class HistoryView {
  @ApiProperty({ enum: HISTORY_EVENTS }) event: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

/** A rental as the customer sees it. What no event has contained yet is null, and absent where only bookings have it. */
export class CustomerpageView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: 'string', nullable: true, example: '1001' }) productId: string | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) qty: number | null;
  @ApiProperty({ enum: RENTAL_STATUSES }) status: RentalStatus;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) paymentId: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) deliveryId: number | null;
  @ApiProperty({ type: 'number', nullable: true, example: 49 }) amount: number | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'EUR' }) currency: string | null;
  @ApiPropertyOptional({ format: 'date-time', description: 'Of a booking, as are the members below.' }) from?: string;
  @ApiPropertyOptional({ format: 'date-time' }) to?: string;
  @ApiPropertyOptional({ type: 'integer', example: 1 }) vehicleId?: number;
  @ApiPropertyOptional({ example: 24.5, description: 'What the cancellation cost; absent until it is settled.' })
  fee?: number;
  @ApiPropertyOptional({ example: 24.5, description: 'What came back of amount.' }) refunded?: number;
  @ApiPropertyOptional({ format: 'date-time', description: 'Of any rental, once it happened, as are the two below.' })
  handedOverAt?: string;
  @ApiPropertyOptional({ format: 'date-time' }) returnedAt?: string;
  @ApiPropertyOptional({ format: 'date-time' }) completedAt?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'When the end of the booking changed last.' })
  extendedAt?: string;
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'While the customer has the car after the end and the grace.',
  })
  overdueSince?: string;
  @ApiPropertyOptional({ example: 15, description: 'What was charged at the end; negative when it was refunded.' })
  settledAmount?: number;
  @ApiPropertyOptional({ example: 0, description: 'What of amount is still to be paid, once the rental has ended.' })
  owed?: number;
  @ApiProperty({ format: 'date-time' }) updatedAt: string;
  @ApiProperty({ type: [HistoryView] }) history: HistoryView[];
}

export function toCustomerpageView(page: Customerpage): Resource<CustomerpageView> {
  const { orderId, productId, qty, status, paymentId, deliveryId, amount, currency, updatedAt, history } = page;
  return resource(`/customerpages/${orderId}`, {
    id: orderId,
    orderId,
    productId,
    qty,
    status,
    paymentId,
    deliveryId,
    amount: amount?.major ?? null,
    currency,
    ...toBookingView(page),
    ...toUseView(page),
    ...toChangesView(page),
    updatedAt: updatedAt.toISOString(),
    history: history.map(({ event, at }) => ({ event, at: at.toISOString() })),
  });
}

/** The members of a booking; an instant order has none of them. */
function toBookingView({ startsAt, endsAt, vehicleId, fee, refunded }: Customerpage): Partial<CustomerpageView> {
  return {
    ...(startsAt && { from: startsAt.toISOString() }),
    ...(endsAt && { to: endsAt.toISOString() }),
    ...(vehicleId !== null && { vehicleId }),
    ...(fee && { fee: fee.major }),
    ...(refunded && { refunded: refunded.major }),
  };
}

function toUseView({ handedOverAt, returnedAt, orderCompletedAt }: Customerpage): Partial<CustomerpageView> {
  return {
    ...(handedOverAt && { handedOverAt: handedOverAt.toISOString() }),
    ...(returnedAt && { returnedAt: returnedAt.toISOString() }),
    ...(orderCompletedAt && { completedAt: orderCompletedAt.toISOString() }),
  };
}

function toChangesView({ extendedAt, lateSince, settled, owed }: Customerpage): Partial<CustomerpageView> {
  return {
    ...(extendedAt && { extendedAt: extendedAt.toISOString() }),
    ...(lateSince && { overdueSince: lateSince.toISOString() }),
    ...(settled && { settledAmount: settled.major }),
    ...(owed && { owed: owed.major }),
  };
}

/** How the web page is to behave. */
export class WebConfig {
  @ApiProperty({ description: 'Whether a token is needed.' }) identity: boolean;
}
