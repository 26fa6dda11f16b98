import { randomUUID } from 'node:crypto';
import {
  DeliveryCanceled,
  encodeEvent,
  formatTimestamp,
  OrderCancelled,
  Ordered,
  Paid,
  PayCancelled,
  Shipped,
  type EventDefinition,
  type WireMessage,
} from '@carshare/events';
import type { EventLog } from '@carshare/event-log';

/** An event read from the topic. */
export interface PublishedEvent {
  eventType: string;
  id: number;
  orderId?: number;
  status: string;
  [field: string]: unknown;
}

const goods = { productId: '1001', qty: 1, amount: 49, currency: 'EUR', customerId: 'guest' };

/**
 * The events of one order as the services publish them. The payment's id is the order's plus 100, the delivery's plus
 * 200.
 */
export function eventsOf(orderId: number, more: Partial<typeof goods> = {}): Record<string, WireMessage> {
  const order = { id: orderId, ...goods, ...more };
  const payment = { ...order, id: orderId + 100, orderId };
  const { customerId } = order;
  const delivery = { id: orderId + 200, orderId, paymentId: orderId + 100, customerId };
  return {
    ordered: ours(Ordered, { ...order, status: 'Placed' }),
    paid: ours(Paid, { ...payment, status: 'OrderApproved' }),
    shipped: ours(Shipped, { ...delivery, status: 'Shipped' }),
    deliveryCanceled: ours(DeliveryCanceled, { ...delivery, status: 'DeliveryCanceled' }),
    payCancelled: ours(PayCancelled, { ...payment, status: 'PaymentCancelled' }),
    orderCancelled: ours(OrderCancelled, { ...order, status: 'Cancelled' }),
  };
}

/**
 * The same event from a publisher without CloudEvents headers: timestamp in seconds, only the fields of the contract.
 */
export function foreign(message: WireMessage): WireMessage {
  const ours = Object.entries(JSON.parse(message.value) as Record<string, unknown>);
  const value = Object.fromEntries(ours.filter(([name]) => !['amount', 'currency', 'customerId'].includes(name)));
  return { key: message.key, value: JSON.stringify(value), headers: {} };
}

/**
 * The same event as the replaced services publish it: a null key, the headers of Spring Cloud Stream, a status only in
 * Shipped, and the id of the cancellation in PayCancelled and DeliveryCanceled.
 */
export function original(message: WireMessage): WireMessage {
  const { eventType, timestamp, id, status, ...fields } = JSON.parse(message.value) as Record<string, unknown>;
  const kept = ['orderId', 'productId', 'qty', 'paymentId'].filter((name) => name in fields);
  const value = {
    eventType,
    timestamp,
    id: CANCELLATIONS.includes(String(eventType)) ? Number(id) + 700 : id,
    ...Object.fromEntries(kept.map((name) => [name, fields[name]])),
    ...(eventType === 'Shipped' && { status }),
    ...(eventType === 'DeliveryCanceled' && { status: null, paymentId: null }),
    me: true,
  };
  return { key: '', value: JSON.stringify(value), headers: SPRING_HEADERS };
}

const CANCELLATIONS = ['PayCancelled', 'DeliveryCanceled'];

/** The headers of Spring Cloud Stream. */
export const SPRING_HEADERS: Readonly<Record<string, string>> = {
  contentType: '"application/json"',
  spring_json_header_types: '{"contentType":"java.lang.String"}',
};

/** A message with any content and without headers. */
export function raw(key: string, value: unknown): WireMessage {
  return { key, value: typeof value === 'string' ? value : JSON.stringify(value), headers: {} };
}

/** The current time in the contract's format. */
export const timestamp = (): string => formatTimestamp(new Date());

/** All events in the log, oldest first. */
export async function readHistory(log: EventLog): Promise<PublishedEvent[]> {
  const history: PublishedEvent[] = [];
  for await (const { value } of log.read()) history.push(JSON.parse(value) as PublishedEvent);
  return history;
}

function ours<T extends object>(definition: EventDefinition<T>, data: T): WireMessage {
  return encodeEvent(definition, data, { id: randomUUID(), source: 'test', time: new Date() });
}
