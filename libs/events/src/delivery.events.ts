import { IsInt, IsOptional, IsPositive, IsString } from 'class-validator';
import { ALWAYS_OURS, defineEvent } from './define-event.js';

/** What `Shipped` and `DeliveryCanceled` say; `id` is the delivery's, in a replaced service's `DeliveryCanceled` the cancellation's. */
export class DeliveryFields {
  @IsInt() @IsPositive() id: number;
  @IsInt() @IsPositive() orderId: number;
  /** Absent when a delivery is cancelled before its payment was heard of. */
  @IsOptional() @IsInt() @IsPositive() paymentId?: number | null;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  @IsOptional() @IsString() customerId?: string;
}

/** The car is on its way to the customer. */
export const Shipped = defineEvent('Shipped', 1, DeliveryFields, (delivery) => delivery.orderId);
/** The delivery is cancelled. The wire spells it with one l. */
export const DeliveryCanceled = defineEvent('DeliveryCanceled', 1, DeliveryFields, (delivery) => delivery.orderId);
