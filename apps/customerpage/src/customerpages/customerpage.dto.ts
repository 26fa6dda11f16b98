import { RENTAL_STATUSES, type RentalStatus } from '@carshare/events';
import { Linked, resource, type Resource } from '@carshare/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { HISTORY_EVENTS, type Customerpage } from './customerpage.entity.js';

export class HistoryView {
  @ApiProperty({ enum: HISTORY_EVENTS }) event: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

/** A rental as the customer sees it. What no event has told yet is null. */
export class CustomerpageView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: 'string', nullable: true, example: '1001' }) productId: string | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) qty: number | null;
  @ApiProperty({ enum: RENTAL_STATUSES }) status: RentalStatus;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) paymentId: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) deliveryId: number | null;
  @ApiProperty({ type: 'number', nullable: true, example: 49 }) amount: number | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'EUR' }) currency: string | null;
  @ApiProperty({ format: 'date-time' }) updatedAt: string;
  @ApiProperty({ type: [HistoryView] }) history: HistoryView[];
}

export function toCustomerpageView(page: Customerpage): Resource<CustomerpageView> {
  const { orderId, productId, qty, status, paymentId, deliveryId, amount, currency, updatedAt, history } = page;
  return resource(`/customerpages/${orderId}`, {
    id: orderId,
    orderId,
    productId,
    qty,
    status,
    paymentId,
    deliveryId,
    amount: amount?.major ?? null,
    currency,
    updatedAt: updatedAt.toISOString(),
    history: history.map(({ event, at }) => ({ event, at: at.toISOString() })),
  });
}

/** How the web page is to behave. */
export class WebConfig {
  @ApiProperty({ description: 'Whether a token is needed.' }) identity: boolean;
}
