import { IsOptional, IsString } from 'class-validator';
import { Id, MAX_LENGTH, Text } from './bounds.js';
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

/** The events that the delivery service publishes. */
export const DELIVERY_EVENTS = [Shipped, DeliveryCanceled] as const;
