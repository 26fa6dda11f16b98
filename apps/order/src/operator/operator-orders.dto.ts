import { ORDER_STATUSES, type OrderStatus } from '@carshare/events';
import { IsWholeNumber, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Booking } from '../bookings/booking.entity.js';
import { OrderView, toOrderView } from '../orders/order.dto.js';
import type { Order } from '../orders/order.entity.js';

/** Selects the orders of the operator console. */
export class OperatorOrdersQuery {
  @ApiPropertyOptional({ enum: ORDER_STATUSES })
  @MayBeAbsent()
  @IsIn(ORDER_STATUSES)
  status?: OrderStatus;

  @ApiPropertyOptional({
    description: 'Only orders with a due step, the longest waiting first.',
    example: 'true',
  })
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  due?: 'true' | 'false';

  @ApiPropertyOptional({ description: 'The former name of `due`.', deprecated: true, example: 'true' })
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  owed?: 'true' | 'false';

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 31_536_000,
    description: 'Age in seconds.',
    example: 60,
  })
  @MayBeAbsent()
  @IsWholeNumber(0, 31_536_000)
  olderThan?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Only orders with a smaller id: the next page.' })
  @MayBeAbsent()
  @IsWholeNumber(1)
  before?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @MayBeAbsent()
  @IsWholeNumber(1, 200)
  size: number = 50;
}

/** An order as the operator sees it. */
export class OperatorOrderView extends OrderView {
  @ApiProperty({ type: 'integer', description: 'Attempts at the due step.' }) attempts: number;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'When the next attempt is made.' })
  dueAt: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: '4bf92f3577b34da6a3ce929d0e0e4736' }) traceId: string | null;
  @ApiPropertyOptional({ example: 24.5, description: 'What the cancellation of a booking cost; absent before it.' })
  fee?: number;
}

export class OperatorOrdersView {
  @ApiProperty({ type: [OperatorOrderView] }) orders: OperatorOrderView[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'For `before`; null on the last page.' })
  next: number | null;
  @ApiProperty({ type: 'integer', description: 'Number of orders with a due step.' }) due: number;
  @ApiProperty({ type: 'integer', description: 'The former name of `due`.', deprecated: true }) owed: number;
}

export function toOperatorOrderView(order: Order, booking?: Booking): OperatorOrderView {
  const fee = booking?.feeIn(order.currency);
  return {
    ...toOrderView(order, booking),
    attempts: order.attempts,
    dueAt: order.dueAt?.toISOString() ?? null,
    traceId: order.traceId,
    ...(fee && { fee: fee.major }),
  };
}
