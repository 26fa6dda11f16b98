import {
  DEFAULT_CURRENCY,
  Money,
  type DeliveryFields,
  type HandoverFields,
  type OrderCompletedFields,
  type OrderFields,
  type PaymentFields,
} from '@carshare/events';
import { columnOf, type EventType } from './event-matrix.ts';
import type { LoggedEvent } from './log-index.ts';
import type { PageRow } from './rows.ts';

type Goods = OrderFields | PaymentFields | OrderCompletedFields;

/** The events that contain the id of the delivery itself. */
const DELIVERED: ReadonlySet<EventType> = new Set(['Shipped', 'HandedOver', 'Returned']);

/** Derives the expected page of an order from its events, independently of the projection's code. */
export function foldPage(orderId: number, events: readonly LoggedEvent[]): PageRow {
  const first = <T>(read: (event: LoggedEvent) => T | null | undefined): T | null => {
    for (const event of events) {
      const value = read(event);
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };
  const lowest = (read: (event: LoggedEvent) => number | null | undefined): number | null => {
    const values = events.map(read).filter((value) => typeof value === 'number');
    return values.length === 0 ? null : Math.min(...values);
  };
  const of = (type: EventType) => (event: LoggedEvent) => (event.type === type ? event.data.id : null);
  const { amount, currency } = moneyOf(events) ?? {
    amount: first((event) => goodsOf(event)?.amount),
    currency: first((event) => goodsOf(event)?.currency),
  };
  const page: PageRow = {
    order_id: orderId,
    product_id: first((event) => goodsOf(event)?.productId),
    qty: first((event) => goodsOf(event)?.qty),
    customer_id: first((event) => event.data.customerId),
    // The replaced services give PayCancelled and DeliveryCanceled the ids of cancellations.
    payment_id:
      lowest(of('Paid')) ??
      lowest((event) => (event.type === 'Shipped' ? (event.data as DeliveryFields).paymentId : null)),
    delivery_id: lowest(({ type, data }) => (DELIVERED.has(type) ? data.id : null)) ?? lowest(of('DeliveryCanceled')),
    amount: amount === null ? null : Money.nearest(amount, currency ?? DEFAULT_CURRENCY).minorUnits,
    currency,
    starts_at: lowest(({ data }) => ('from' in data ? timeOf(data.from) : null)),
    ends_at: lowest(({ data }) => ('to' in data ? timeOf(data.to) : null)),
    vehicle_id: lowest(({ data }) => ('vehicleId' in data ? data.vehicleId : null)),
    refunded_minor: lowest(refundedOf),
    ordered_at: null,
    paid_at: null,
    shipped_at: null,
    handed_over_at: null,
    returned_at: null,
    order_completed_at: null,
    delivery_canceled_at: null,
    pay_cancelled_at: null,
    order_cancelled_at: null,
  };
  for (const event of events) {
    const column = columnOf(event.type);
    if (column === null) continue;
    const known = page[column] as number | null;
    const time = happenedAt(event);
    Object.assign(page, { [column]: known === null ? time : Math.min(known, time) });
  }
  return page;
}

/** When the fact happened: an operator may record a hand-over or a return some time after it. */
function happenedAt({ type, time, data }: Pick<LoggedEvent, 'type' | 'data' | 'time'>): number {
  return type === 'HandedOver' || type === 'Returned' ? Date.parse((data as HandoverFields).at) : time;
}

function goodsOf({ data }: LoggedEvent): Goods | undefined {
  return 'productId' in data ? data : undefined;
}

/** The price is final when the rental is completed; until then the first amount and the first currency count. */
function moneyOf(events: readonly LoggedEvent[]): Pick<OrderCompletedFields, 'amount' | 'currency'> | undefined {
  return events.findLast(({ type }) => type === 'OrderCompleted')?.data as OrderCompletedFields | undefined;
}

/** What an event says came back of the price, in minor units. */
function refundedOf({ type, data }: LoggedEvent): number | null {
  const { amount, currency, fee, refunded } = data as Partial<OrderFields & PaymentFields>;
  const isCancelled = type === 'OrderCancelled' && typeof amount === 'number' && typeof fee === 'number';
  const major = type === 'PayCancelled' ? refunded : isCancelled ? amount - fee : null;
  return typeof major === 'number' && typeof currency === 'string' ? Money.nearest(major, currency).minorUnits : null;
}

function timeOf(text: string | undefined): number | null {
  return typeof text === 'string' ? Date.parse(text) : null;
}
