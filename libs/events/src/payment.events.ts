import { IsInt, IsNumber, IsOptional, IsPositive, IsString } from 'class-validator';
import { ALWAYS_OURS, defineEvent } from './define-event.js';

/** What `Paid` and `PayCancelled` say; `id` is the payment's, in a replaced service's `PayCancelled` the cancellation's. */
export class PaymentFields {
  @IsInt() @IsPositive() id: number;
  @IsInt() @IsPositive() orderId: number;
  @IsString() productId: string;
  @IsInt() @IsPositive() qty: number;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  /** In major units of `currency`; absent in events of other publishers, as are the two below. */
  @IsOptional() @IsNumber() amount?: number;
  @IsOptional() @IsString() currency?: string;
  @IsOptional() @IsString() customerId?: string;
}

/** The order's money is charged. */
export const Paid = defineEvent('Paid', 1, PaymentFields, (payment) => payment.orderId);
/** The order's money is refunded. The wire spells it with two l. */
export const PayCancelled = defineEvent('PayCancelled', 1, PaymentFields, (payment) => payment.orderId);
