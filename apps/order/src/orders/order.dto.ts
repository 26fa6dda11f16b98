import {
  AcceptNumber,
  AcceptText,
  Ignored,
  IgnoreUnknownFields,
  IsLine,
  IsWholeNumber,
  Linked,
  MaxDecimalPlaces,
  MayBeAbsent,
  PageQuery,
  resource,
  type Resource,
} from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsOptional, IsString, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import {
  ORDER_STATUSES,
  type Money,
  type OrderCompletedFields,
  type OrderFields,
  type OrderStatus,
} from '@carshare/events';
import { toExtensionView, ExtensionView } from '../adjustments/adjustment.dto.js';
import {
  finalAmount,
  SettlementView,
  toSettlementView,
  type OrderChanges,
  type SettledRental,
} from '../adjustments/settlement.dto.js';
import { periodOf, type Booking } from '../bookings/booking.entity.js';
import { ADDRESS_RULES, MAX_ADDRESS } from '../mails/contact.js';
import type { Order } from './order.entity.js';

/** What a customer asks for. */
@IgnoreUnknownFields()
export class PlaceOrder {
  @ApiProperty({ example: '1001', description: 'A car of the fleet.' })
  @AcceptText()
  @IsString()
  @Length(1, 64)
  productId: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, example: 1 })
  @IsWholeNumber(1, 100)
  qty: number;

  @ApiPropertyOptional({
    example: 'pm_card_visa',
    description: 'A payment method of the provider; the simulator documents its test values.',
  })
  @MayBeAbsent()
  @IsString()
  @Matches(/^[\w-]{1,64}$/, { message: 'paymentMethod must be 1 to 64 letters, digits, _ or -' })
  paymentMethod?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description:
      'The start of a booking, with its offset, to the minute, such as 2026-12-01T09:00:00+01:00. Together with to; without them it is an instant order.',
  })
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  from?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'The end of a booking, such as 2026-12-01T18:00:00+01:00.',
  })
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  to?: string;

  @ApiPropertyOptional({
    maxLength: 200,
    description:
      'Where the car of a booking is brought, such as Hauptstr. 5, 10115 Berlin. Only the customer and the operator see it; it is erased some days after the end.',
  })
  @MayBeAbsent()
  @IsLine(200)
  place?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'The vehicle of a booking; any free one without it.',
  })
  @MayBeAbsent()
  @IsWholeNumber(1)
  vehicleId?: number;

  @ApiPropertyOptional({
    example: 49,
    description: 'The price that the customer has seen; another one is not charged.',
  })
  @MayBeAbsent()
  @AcceptNumber()
  @MaxDecimalPlaces(2)
  @Min(0)
  @Max(1_000_000_000)
  expectedAmount?: number;

  @ApiPropertyOptional({
    maxLength: 254,
    example: 'ann@example.org',
    description:
      "Where the mails about the order go; without it, to the verified address of the caller's token. It is erased some days after the end.",
  })
  @MayBeAbsent()
  @IsString()
  @MaxLength(MAX_ADDRESS)
  @IsEmail(ADDRESS_RULES)
  email?: string;

  @ApiPropertyOptional({ example: true, description: 'false: no mails are sent about the order.' })
  @MayBeAbsent()
  @IsBoolean()
  mails?: boolean;

  /** Older clients send it; the order decides its status itself. */
  @Ignored()
  status?: unknown;
}

export class OrderQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ORDER_STATUSES })
  @IsOptional()
  @IsIn(ORDER_STATUSES, { message: 'status must be a status of orders' })
  status?: OrderStatus;
}

/** An order as the API shows it. */
export class OrderView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ type: 'integer', example: 1 }) qty: number;
  @ApiProperty({ enum: ORDER_STATUSES }) status: OrderStatus;
  @ApiProperty({ example: 49 }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ example: 'guest' }) customerId: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time' }) updatedAt: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Of a booking, as are the members below.' }) from?: string;
  @ApiPropertyOptional({ format: 'date-time' }) to?: string;
  @ApiPropertyOptional({ type: 'integer', example: 1 }) vehicleId?: number;
  @ApiPropertyOptional({ example: 'Hauptstr. 5, 10115 Berlin' }) place?: string;
  @ApiPropertyOptional({ type: [ExtensionView], description: 'The extensions that are Placed or Pending.' })
  extensions?: ExtensionView[];
  @ApiPropertyOptional({
    type: SettlementView,
    description: 'What the return cost beside the price; absent before it, and when that is nothing.',
  })
  settlement?: SettlementView;
}

/** What the API, the events and the operator console contain of every order. */
type SharedFields = Pick<OrderView, 'id' | 'productId' | 'qty' | 'status' | 'amount' | 'currency' | 'customerId'>;

export function sharedFields({ id, productId, qty, status, amount, currency, customerId }: Order): SharedFields {
  return { id, productId, qty, status, amount: amount.major, currency, customerId };
}

export function toOrderView(order: Order, booking?: Booking, changes?: OrderChanges): Resource<OrderView> {
  const extensions = extensionsIn(changes);
  return resource(`/orders/${order.id}`, {
    ...sharedFields(order),
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    ...(booking && { ...periodOf(booking), ...(booking.place !== null && { place: booking.place }) }),
    ...(extensions.length > 0 && { extensions }),
    ...(changes?.settled && { settlement: toSettlementView(changes.settled, order.status === 'Completed') }),
  });
}

/** The order as it was when it was established: what a repeated request with the same key is answered. */
export function toPlacedView(order: Order, booking?: Booking, changes?: OrderChanges): Resource<OrderView> {
  const first = changes?.adjustments.find(({ reason, status }) => reason === 'extension' && status === 'Succeeded');
  return {
    ...toOrderView(order, booking),
    ...(first?.from && { to: first.from.toISOString(), amount: first.total.minus(first.amount).major }),
    status: 'Placed',
    updatedAt: (order.placedAt ?? order.updatedAt).toISOString(),
  };
}

function extensionsIn({ adjustments }: Pick<OrderChanges, 'adjustments'> = { adjustments: [] }): ExtensionView[] {
  return adjustments
    .filter(({ reason, status }) => reason === 'extension' && (status === 'Succeeded' || status === 'Pending'))
    .map(toExtensionView);
}

/** What Ordered and OrderCancelled say of an order. */
export function toOrderEvent(order: Order, booking?: Booking): OrderFields {
  return {
    ...sharedFields(order),
    ...(booking && periodOf(booking)),
    ...(booking && cancellationOf(booking, booking.feeIn(order.currency))),
  };
}

/** What OrderCompleted contains. @param settled what the return cost beside the price; undefined for nothing */
export function toCompletedEvent(order: Order, settled?: SettledRental): OrderCompletedFields {
  const { id, productId, qty, status, currency, customerId } = order;
  const amount = settled ? finalAmount(order.amount, settled) : order.amount;
  const owed = settled?.owed?.owed.major ?? 0;
  return { id, productId, qty, status, amount: amount.major, currency, owed, customerId };
}

function cancellationOf({ cancelledBy }: Booking, fee: Money | null): Pick<OrderFields, 'fee' | 'by'> {
  return { ...(fee && { fee: fee.major }), ...(cancelledBy && { by: cancelledBy }) };
}
