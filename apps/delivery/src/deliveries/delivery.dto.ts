import { DELIVERY_STATUSES, type DeliveryFields } from '@carshare/events';
import {
  Ignored,
  IgnoreUnknownFields,
  IsText,
  IsWholeNumber,
  Linked,
  MayBeAbsent,
  PageQuery,
  resource,
  type Resource,
} from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsInt, Max, Min } from 'class-validator';
import type { Cancellation } from './cancellation.entity.js';
import type { Delivery } from './delivery.entity.js';
import { HandoverView, ReturnView, toFacts } from './handover.dto.js';

/** What the payment service asks for before it returns the money. */
@IgnoreUnknownFields()
export class CancelDelivery {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  @IsWholeNumber(1)
  orderId: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, example: 1 })
  @MayBeAbsent()
  @IsWholeNumber(1)
  paymentId?: number;

  @ApiPropertyOptional({ example: 'guest' })
  @MayBeAbsent()
  @IsText(1, 255)
  customerId?: string;

  @Ignored()
  status?: unknown;
}

export class DeliveriesQuery extends PageQuery {
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
    minItems: 1,
    maxItems: 100,
    description: 'Only the deliveries of these orders; repeated for each, up to 100 times. `size` still applies.',
  })
  @MayBeAbsent()
  @Transform(({ value }: { value: unknown }) => [value].flat().map(toNumber))
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(2_147_483_647, { each: true })
  orderId?: number[];
}

export class DeliveryView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) paymentId: number | null;
  @ApiProperty({ enum: DELIVERY_STATUSES }) status: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Start of a booking; absent for an instant order.' })
  from?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'End of a booking.' }) to?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'The vehicle of a booking.' }) vehicleId?: number;
  @ApiPropertyOptional({ format: 'date-time', description: 'When a Scheduled delivery is shipped.' }) shipsAt?: string;
  @ApiPropertyOptional({ type: HandoverView, description: 'Absent before the hand-over.' }) handover?: HandoverView;
  @ApiPropertyOptional({ type: ReturnView, description: 'Absent before the return.' }) return?: ReturnView;
}

export class CancellationView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) paymentId: number | null;
  @ApiProperty({ enum: ['DeliveryCanceled'] }) status: string;
}

export function toDeliveryView(delivery: Delivery): Resource<DeliveryView> {
  const { id, orderId, paymentId, status } = delivery;
  return resource(`/deliveries/${id}`, {
    id,
    orderId,
    paymentId,
    status,
    ...toBookingView(delivery),
    ...toFacts(delivery),
  });
}

/** The members of a booking's delivery; an instant order's has none of them. */
export function toBookingView(delivery: Delivery): Pick<DeliveryView, 'from' | 'to' | 'vehicleId' | 'shipsAt'> {
  const { startsAt, endsAt, vehicleId, dueAt } = delivery;
  return {
    ...(startsAt && { from: startsAt.toISOString() }),
    ...(endsAt && { to: endsAt.toISOString() }),
    ...(vehicleId !== null && { vehicleId }),
    ...(dueAt && { shipsAt: dueAt.toISOString() }),
  };
}

export function toCancellationView({ id, orderId, paymentId }: Cancellation): Resource<CancellationView> {
  return resource(`/cancellations/${id}`, { id, orderId, paymentId, status: 'DeliveryCanceled' });
}

/** What Shipped and DeliveryCanceled say of a delivery. */
export function toDeliveryEvent({ id, orderId, paymentId, status, customerId }: Delivery): DeliveryFields {
  return { id, orderId, paymentId, status, ...(customerId === null ? {} : { customerId }) };
}

/** The number that a decimal text stands for; anything else is left for the validator to refuse. */
function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}
