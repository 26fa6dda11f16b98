import type { DeliveryFields } from '@carshare/events';
import {
  AcceptNumber,
  Ignored,
  IgnoreUnknownFields,
  Linked,
  MayBeAbsent,
  resource,
  type Resource,
} from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import type { Cancellation } from './cancellation.entity.js';
import type { Delivery } from './delivery.entity.js';

/** What the payment service asks for before it returns the money. */
@IgnoreUnknownFields()
export class CancelDelivery {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  @AcceptNumber()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  orderId: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, example: 1 })
  @MayBeAbsent()
  @AcceptNumber()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  paymentId?: number;

  @ApiPropertyOptional({ example: 'guest' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 255)
  customerId?: string;

  @Ignored()
  status?: unknown;
}

export class DeliveryView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) paymentId: number | null;
  @ApiProperty({ enum: ['Shipped', 'DeliveryCanceled'] }) status: string;
}

export class CancellationView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) paymentId: number | null;
  @ApiProperty({ enum: ['DeliveryCanceled'] }) status: string;
}

export function toDeliveryView({ id, orderId, paymentId, status }: Delivery): Resource<DeliveryView> {
  return resource(`/deliveries/${id}`, { id, orderId, paymentId, status });
}

export function toCancellationView({ id, orderId, paymentId }: Cancellation): Resource<CancellationView> {
  return resource(`/cancellations/${id}`, { id, orderId, paymentId, status: 'DeliveryCanceled' });
}

/** What Shipped and DeliveryCanceled say of a delivery. */
export function toDeliveryEvent({ id, orderId, paymentId, status, customerId }: Delivery): DeliveryFields {
  return { id, orderId, paymentId, status, ...(customerId === null ? {} : { customerId }) };
}
