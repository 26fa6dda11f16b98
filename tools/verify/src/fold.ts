import type {
  DeliveryFields,
  HandoverFields,
  OrderCompletedFields,
  OrderFields,
  PaymentFields,
} from '@carshare/events';
import { columnOf, type EventType } from './event-matrix.ts';
import { changesOf, moneyOf, refundedOf } from './fold-changes.ts';
import type { LoggedEvent } from './log-index.ts';
import type { PageRow } from './rows.ts';

type Goods = OrderFields | PaymentFields | OrderCompletedFields;

/** The events that contain the id of the delivery itself. */
const DELIVERED: ReadonlySet<EventType> = new Set(['Shipped', 'HandedOver', 'Returned']);
/** Of several of these the last counts, of all others the first. */
const LAST_COUNTS: ReadonlySet<EventType> = new Set(['OrderExtended', 'OrderReassigned', 'PaymentAdjusted']);

/** Derives the expected page of an order from its events, independently of the projection's code. */
export function foldPage(orderId: number, events: readonly LoggedEvent[]): PageRow {
  const first = <T>(read: (event: LoggedEvent) => T | null | undefined): T | null => {
    for (const event of events) {
      const value = read(event);
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };
  const numbers = (read: (event: LoggedEvent) => number | null | undefined): number[] =>
    events.map(read).filter((value) => typeof value === 'number');
  const lowest = (read: (event: LoggedEvent) => number | null | undefined): number | null =>
    numbers(read).reduce<number | null>((known, value) => Math.min(known ?? value, value), null);
  const highest = (read: (event: LoggedEvent) => number | null | undefined): number | null =>
    numbers(read).reduce<number | null>((known, value) => Math.max(known ?? value, value), null);
  const of = (type: EventType) => (event: LoggedEvent) => (event.type === type ? event.data.id : null);
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
    ...moneyOf(events),
    ...changesOf(events),
    starts_at: lowest((event) => timeOf(periodOf(event).from)),
    ends_at: highest((event) => timeOf(event.type === 'OrderExtended' ? toOf(event) : periodOf(event).to)),
    vehicle_id: lowest((event) => periodOf(event).vehicleId),
    used_vehicle_id: lowest(({ type, data }) => (isUse(type) ? (data as HandoverFields).vehicleId : null)),
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
    extended_at: null,
    reassigned_at: null,
    adjusted_at: null,
  };
  for (const event of events) {
    const column = columnOf(event.type);
    if (column === null) continue;
    const known = page[column] as number | null;
    const time = happenedAt(event);
    const counts = LAST_COUNTS.has(event.type) ? Math.max : Math.min;
    Object.assign(page, { [column]: known === null ? time : counts(known, time) });
  }
  return page;
}

/** When the fact happened: an operator may record a hand-over or a return some time after it. */
function happenedAt({ type, time, data }: Pick<LoggedEvent, 'type' | 'data' | 'time'>): number {
  return isUse(type) ? Date.parse((data as HandoverFields).at) : time;
}

function isUse(type: EventType): boolean {
  return type === 'HandedOver' || type === 'Returned';
}

function goodsOf({ data }: LoggedEvent): Goods | undefined {
  return 'productId' in data ? data : undefined;
}

/** What the events of orders and of payments contain of a booking. */
function periodOf(event: LoggedEvent): Pick<OrderFields, 'from' | 'to' | 'vehicleId'> {
  return (goodsOf(event) as OrderFields | undefined) ?? {};
}

function toOf({ data }: LoggedEvent): string | undefined {
  return 'to' in data ? data.to : undefined;
}

function timeOf(text: string | undefined): number | null {
  return typeof text === 'string' ? Date.parse(text) : null;
}
