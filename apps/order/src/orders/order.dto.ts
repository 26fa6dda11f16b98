import {
  AcceptNumber,
  AcceptText,
  Ignored,
  IgnoreUnknownFields,
  Linked,
  MayBeAbsent,
  PageQuery,
  resource,
  type Resource,
} from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import type { OrderFields } from '@carshare/events';
import type { Order, OrderStatus } from './order.entity.js';

/** What a customer asks for. */
@IgnoreUnknownFields()
export class PlaceOrder {
  @ApiProperty({ example: '1001', description: 'A car of the fleet.' })
  @AcceptText()
  @IsString()
  @Length(1, 64)
  productId: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, example: 1 })
  @AcceptNumber()
  @IsInt()
  @Min(1)
  @Max(100)
  qty: number;

  @ApiPropertyOptional({
    example: 'pm_card_visa',
    description: 'A payment method of the provider; the simulator documents its test values.',
  })
  @MayBeAbsent()
  @IsString()
  @Matches(/^[\w-]{1,64}$/, { message: 'paymentMethod must be 1 to 64 letters, digits, _ or -' })
  paymentMethod?: string;

  /** Older clients send it; the order decides its status itself. */
  @Ignored()
  status?: unknown;
}

export class OrderQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ['Pending', 'Placed', 'Shipped', 'Refused', 'Cancelling', 'Cancelled'] })
  @IsOptional()
  @Matches(/^(Pending|Placed|Shipped|Refused|Cancelling|Cancelled)$/, { message: 'status must be a status of orders' })
  status?: OrderStatus;
}

/** An order as the API shows it. */
export class OrderView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ type: 'integer', example: 1 }) qty: number;
  @ApiProperty({ enum: ['Pending', 'Placed', 'Shipped', 'Refused', 'Cancelling', 'Cancelled'] }) status: OrderStatus;
  @ApiProperty({ example: 49 }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ example: 'guest' }) customerId: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time' }) updatedAt: string;
}

export function toOrderView(order: Order): Resource<OrderView> {
  return resource(`/orders/${order.id}`, {
    id: order.id,
    productId: order.productId,
    qty: order.qty,
    status: order.status,
    amount: order.amount.major,
    currency: order.currency,
    customerId: order.customerId,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  });
}

/** The order as it was when it was established: what a repeated request with the same key is answered. */
export function toPlacedView(order: Order): Resource<OrderView> {
  return { ...toOrderView(order), status: 'Placed', updatedAt: (order.placedAt ?? order.updatedAt).toISOString() };
}

/** What Ordered and OrderCancelled say of an order. */
export function toOrderEvent(order: Order): OrderFields {
  return {
    id: order.id,
    productId: order.productId,
    qty: order.qty,
    status: order.status,
    amount: order.amount.major,
    currency: order.currency,
    customerId: order.customerId,
  };
}
