import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { Id, MAX_LENGTH, Odometer, Text, Time } from './bounds.js';
import { ALWAYS_OURS, defineEvent } from './define-event.js';

/**
 * The fields of `Shipped` and `DeliveryCanceled`; `id` is the delivery's, in a replaced service's `DeliveryCanceled` the
 * cancellation's.
 */
export class DeliveryFields {
  @Id() id: number;
  @Id() orderId: number;
  /** Absent when a delivery is cancelled before delivery has received `Paid`. */
  @IsOptional() @Id() paymentId?: number | null;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
}

/** The car is on its way to the customer. */
export const Shipped = defineEvent({
  type: 'Shipped',
  version: 1,
  summary: 'The car is on its way to the customer.',
  fields: DeliveryFields,
  key: (delivery) => delivery.orderId,
  publisher: 'delivery',
  consumers: ['order', 'customerpage'],
});

/** The delivery is cancelled. The wire spells it with one l. */
export const DeliveryCanceled = defineEvent({
  type: 'DeliveryCanceled',
  version: 1,
  summary: 'The delivery is cancelled.',
  fields: DeliveryFields,
  key: (delivery) => delivery.orderId,
  publisher: 'delivery',
  consumers: ['order', 'customerpage'],
});

/** The fields of `HandedOver`; `id` is the delivery's. */
export class HandoverFields {
  @Id() id: number;
  @Id() orderId: number;
  /** The vehicle of a booking; absent in an instant order. */
  @IsOptional() @Id() vehicleId?: number;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  /** When the customer took the car, as an RFC 3339 time in UTC. */
  @Time() at: string;
  @IsOptional() @Odometer() odometer?: number;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
}

/** The fields of `Returned`; `id` is the delivery's. */
export class ReturnFields {
  @Id() id: number;
  @Id() orderId: number;
  /** The vehicle of a booking; absent in an instant order. */
  @IsOptional() @Id() vehicleId?: number;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  /** When the car came back, as an RFC 3339 time in UTC. */
  @Time() at: string;
  @IsOptional() @Odometer() odometer?: number;
  @IsOptional() @IsBoolean() damaged?: boolean;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
}

/** The customer has the car. */
export const HandedOver = defineEvent({
  type: 'HandedOver',
  version: 1,
  summary: 'The customer has the car.',
  fields: HandoverFields,
  key: (delivery) => delivery.orderId,
  publisher: 'delivery',
  consumers: ['order', 'customerpage'],
});

/** The car is back. */
export const Returned = defineEvent({
  type: 'Returned',
  version: 1,
  summary: 'The car is back.',
  fields: ReturnFields,
  key: (delivery) => delivery.orderId,
  publisher: 'delivery',
  consumers: ['order', 'customerpage'],
});

/** The events that the delivery service publishes. */
export const DELIVERY_EVENTS = [Shipped, DeliveryCanceled, HandedOver, Returned] as const;
