import { IsOptional, IsString } from 'class-validator';
import { Amount, Id, MAX_LENGTH, Text, Time } from './bounds.js';
import { ALWAYS_OURS, defineEvent } from './define-event.js';

/** The fields of `Ordered` and `OrderCancelled`; `id` is the order's. */
export class OrderFields {
  @Id() id: number;
  @Text(MAX_LENGTH.productId) productId: string;
  @Id() qty: number;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  /** In major units of `currency`; absent in events of other publishers, as are the two below. */
  @IsOptional() @Amount() amount?: number;
  @IsOptional() @Text(MAX_LENGTH.currency) currency?: string;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
  /** Of a booking: the start, as an RFC 3339 time in UTC; absent in an instant order, as are those below. */
  @IsOptional() @Time() from?: string;
  @IsOptional() @Time() to?: string;
  @IsOptional() @Id() vehicleId?: number;
  /** What the cancellation of a booking cost, in major units. */
  @IsOptional() @Amount() fee?: number;
  /** Who cancelled a booking: customer or operator. */
  @IsOptional() @Text(MAX_LENGTH.by) by?: string;
}

/** An order is established: it is paid. */
export const Ordered = defineEvent({
  type: 'Ordered',
  version: 2,
  summary: 'An order is established: it is paid.',
  fields: OrderFields,
  key: (order) => order.id,
  publisher: 'order',
  consumers: ['customerpage'],
});

/** An order is cancelled: its delivery is cancelled and its money is back. */
export const OrderCancelled = defineEvent({
  type: 'OrderCancelled',
  version: 2,
  summary: 'An order is cancelled: its delivery is cancelled and its money is back.',
  fields: OrderFields,
  key: (order) => order.id,
  publisher: 'order',
  consumers: ['customerpage'],
});

/** The fields of `OrderCompleted`; `id` is the order's. */
export class OrderCompletedFields {
  @Id() id: number;
  @Text(MAX_LENGTH.productId) productId: string;
  @Id() qty: number;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  /** What the rental cost in the end, in major units of `currency`. */
  @Amount() amount: number;
  @Text(MAX_LENGTH.currency) currency: string;
  /** What of `amount` is still to be paid, in major units; 0 when nothing is. */
  @Amount() owed: number;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
}

/**
 * A rental has ended: the car is back and its price is settled. Published again when `owed` falls: the event with the smallest `owed`,
 * then the smallest `amount`, is the latest.
 */
export const OrderCompleted = defineEvent({
  type: 'OrderCompleted',
  version: 1,
  summary: 'A rental has ended: the car is back and its price is settled.',
  fields: OrderCompletedFields,
  key: (order) => order.id,
  publisher: 'order',
  consumers: ['customerpage'],
});

/** The fields of `OrderExtended`; `id` is the order's. */
export class OrderExtendedFields {
  @Id() id: number;
  /** The new end of the booking, as an RFC 3339 time in UTC. */
  @Time() to: string;
  /** What the booking costs with the extension, in major units of `currency`. */
  @Amount() amount: number;
  @Text(MAX_LENGTH.currency) currency: string;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
}

/** A booking ends later than before, and the difference is paid. */
export const OrderExtended = defineEvent({
  type: 'OrderExtended',
  version: 1,
  summary: 'A booking ends later than before, and the difference is paid.',
  fields: OrderExtendedFields,
  key: (order) => order.id,
  publisher: 'order',
  consumers: ['delivery', 'customerpage'],
});

/** The fields of `OrderOverdue`; `id` is the order's. */
export class OrderOverdueFields {
  @Id() id: number;
  /** The end that the booking had, as an RFC 3339 time in UTC. */
  @Time() to: string;
  /** When the period of grace after `to` was over. */
  @Time() since: string;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
}

/** The customer still has the car after the end of the booking and the period of grace. Published once for each end. */
export const OrderOverdue = defineEvent({
  type: 'OrderOverdue',
  version: 1,
  summary: 'The customer still has the car after the end of the booking and the period of grace.',
  fields: OrderOverdueFields,
  key: (order) => order.id,
  publisher: 'order',
  consumers: ['customerpage'],
});

/** The fields of `OrderReassigned`; `id` is the order's. */
export class OrderReassignedFields {
  @Id() id: number;
  /** The vehicle that the booking has now. */
  @Id() vehicleId: number;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
}

/** A booking has moved to another vehicle. */
export const OrderReassigned = defineEvent({
  type: 'OrderReassigned',
  version: 1,
  summary: 'A booking has moved to another vehicle.',
  fields: OrderReassignedFields,
  key: (order) => order.id,
  publisher: 'order',
  consumers: ['delivery', 'customerpage'],
});

/** The events that the order service publishes. */
export const ORDER_EVENTS = [
  Ordered,
  OrderCancelled,
  OrderCompleted,
  OrderExtended,
  OrderOverdue,
  OrderReassigned,
] as const;
