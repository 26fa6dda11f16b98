import { DEFAULT_CURRENCY, Money, type DeliveryFields, type OrderFields, type PaymentFields } from '@carshare/events';
import { columnOf } from './event-matrix.ts';
import type { LoggedEvent } from './log-index.ts';
import type { PageRow } from './rows.ts';

/** Derives the expected page of an order from its events, independently of the projection's code. */
export function foldPage(orderId: number, events: readonly LoggedEvent[]): PageRow {
  const first = <T>(read: (event: LoggedEvent) => T | null | undefined): T | null => {
    for (const event of events) {
      const value = read(event);
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };
  // The replaced services give PayCancelled and DeliveryCanceled the ids of cancellations.
  const lowest = (read: (event: LoggedEvent) => number | null | undefined): number | null => {
    const ids = events.map(read).filter((id) => typeof id === 'number');
    return ids.length === 0 ? null : Math.min(...ids);
  };
  const goods = (event: LoggedEvent): OrderFields | PaymentFields | undefined =>
    'productId' in event.data ? event.data : undefined;
  const amount = first((event) => goods(event)?.amount);
  const currency = first((event) => goods(event)?.currency);
  const page: PageRow = {
    order_id: orderId,
    product_id: first((event) => goods(event)?.productId),
    qty: first((event) => goods(event)?.qty),
    customer_id: first((event) => event.data.customerId),
    payment_id:
      lowest((event) => (event.type === 'Paid' ? event.data.id : null)) ??
      lowest((event) => (event.type === 'Shipped' ? (event.data as DeliveryFields).paymentId : null)),
    delivery_id:
      lowest((event) => (event.type === 'Shipped' ? event.data.id : null)) ??
      lowest((event) => (event.type === 'DeliveryCanceled' ? event.data.id : null)),
    amount: amount === null ? null : Money.nearest(amount, currency ?? DEFAULT_CURRENCY).minorUnits,
    currency,
    ordered_at: null,
    paid_at: null,
    shipped_at: null,
    delivery_canceled_at: null,
    pay_cancelled_at: null,
    order_cancelled_at: null,
  };
  for (const { type, time } of events) {
    const column = columnOf(type);
    if (column === null) continue;
    const known = page[column] as number | null;
    Object.assign(page, { [column]: known === null ? time : Math.min(known, time) });
  }
  return page;
}
