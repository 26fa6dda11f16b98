import { IsInt, IsNumber, IsOptional, IsPositive, IsString } from 'class-validator';
import { ALWAYS_OURS, defineEvent } from './define-event.js';

/** What `Ordered` and `OrderCancelled` say; `id` is the order's. */
export class OrderFields {
  @IsInt() @IsPositive() id: number;
  @IsString() productId: string;
  @IsInt() @IsPositive() qty: number;
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
  /** In major units of `currency`; absent in events of other publishers, as are the two below. */
  @IsOptional() @IsNumber() amount?: number;
  @IsOptional() @IsString() currency?: string;
  @IsOptional() @IsString() customerId?: string;
}

/** An order is established: it is paid. */
export const Ordered = defineEvent('Ordered', 1, OrderFields, (order) => order.id);
/** An order is cancelled: its delivery is cancelled and its money is back. */
export const OrderCancelled = defineEvent('OrderCancelled', 1, OrderFields, (order) => order.id);
