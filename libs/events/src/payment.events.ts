import { IsOptional, IsString } from 'class-validator';
import { Amount, Id, MAX_LENGTH, Text, Time } from './bounds.js';
import { ALWAYS_OURS, defineEvent } from './define-event.js';

/** The fields of `Paid` and `PayCancelled`; `id` is the payment's, in a replaced service's `PayCancelled` the cancellation's. */
export class PaymentFields {
  @Id() id: number;
  @Id() orderId: number;
  @Text(MAX_LENGTH.productId) productId: string;
  @Id() qty: number;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  /** In major units of `currency`; absent in events of other publishers, as are the two below. */
  @IsOptional() @Amount() amount?: number;
  @IsOptional() @Text(MAX_LENGTH.currency) currency?: string;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
  /** Of a booking: the start, as an RFC 3339 time in UTC; absent in an instant order, as are the two below. */
  @IsOptional() @Time() from?: string;
  @IsOptional() @Time() to?: string;
  @IsOptional() @Id() vehicleId?: number;
  /** What `PayCancelled` returned, in major units; absent: all of `amount`. */
  @IsOptional() @Amount() refunded?: number;
}

/** The order's money is charged. */
export const Paid = defineEvent({
  type: 'Paid',
  version: 2,
  summary: "The order's money is charged.",
  fields: PaymentFields,
  key: (payment) => payment.orderId,
  publisher: 'payment',
  consumers: ['order', 'delivery', 'customerpage'],
});

/** The order's money is refunded. The wire spells it with two l. */
export const PayCancelled = defineEvent({
  type: 'PayCancelled',
  version: 2,
  summary: "The order's money is refunded.",
  fields: PaymentFields,
  key: (payment) => payment.orderId,
  publisher: 'payment',
  consumers: ['order', 'customerpage'],
});

/** The fields of `PaymentAdjusted`; `id` is the adjustment's. */
export class AdjustmentFields {
  @Id() id: number;
  @Id() orderId: number;
  /** The number of the adjustment in its order, from 1. */
  @Id() number: number;
  /** `charge` or `refund`. */
  @Text(MAX_LENGTH.word) kind: string;
  /** In major units of `currency`. */
  @Amount() amount: number;
  @Text(MAX_LENGTH.currency) currency: string;
  /** `Succeeded`, `Declined`, or `Voided`: no money of it is held and none will be. */
  @Text(MAX_LENGTH.word) status: string;
  /** What it is for: `extension` or `settlement`. */
  @Text(MAX_LENGTH.word) reason: string;
  @IsOptional() @Text(MAX_LENGTH.customerId) customerId?: string;
}

/** Money beside the first charge of an order was charged or refunded, or a further charge was declined or voided. */
export const PaymentAdjusted = defineEvent({
  type: 'PaymentAdjusted',
  version: 1,
  summary:
    'Money beside the first charge of an order was charged or refunded, or a further charge was declined or voided.',
  fields: AdjustmentFields,
  key: (adjustment) => adjustment.orderId,
  publisher: 'payment',
  consumers: ['order', 'customerpage'],
});

/** The events that the payment service publishes. */
export const PAYMENT_EVENTS = [Paid, PayCancelled, PaymentAdjusted] as const;
