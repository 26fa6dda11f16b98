import { decodeEvent, type ReceivedEvent } from '@carshare/events';
import type { Movement } from '../world/bank.js';
import type { History } from '../world/customers.js';
import type { Acknowledged } from '../world/operator.js';
import { SERVICES, type ServiceName } from '../world/services.js';
import type { World } from '../world/world.js';

export interface OrderRow {
  id: number;
  product_id: string;
  qty: number;
  status: string;
  /** In minor units. */
  amount: number;
  /** Of a booking; null for an instant order. */
  vehicle_id: number | null;
}

/** The time that an order occupies of its vehicle, in epoch milliseconds. */
export interface IntervalRow {
  /** Null in a part of a block. */
  order_id: number | null;
  vehicle_id: number;
  starts_at: number;
  ends_at: number;
}

/** Money beside the first charge of an order. */
export interface Change {
  order_id: number;
  number: number;
  reason: string;
  kind: string;
  status: string;
  amount: number;
  to_end: number | null;
}

/** The final state of a run: the shop's tables, the topic, the bank and the customers' records. */
export interface Facts {
  orders: OrderRow[];
  cars: { product_id: string; stock: number; fleet: number }[];
  payments: { order_id: number; status: string }[];
  /** Extensions and settlements as order and as payment know them, with amounts in minor units. */
  changes: Change[];
  adjustments: Omit<Change, 'to_end'>[];
  owed: { order_id: number; amount: number; status: string }[];
  ledger: Movement[];
  bank: readonly Movement[];
  /** The fee is in minor units; null while no cancellation was asked for. */
  bookings: (IntervalRow & { fee_minor: number | null; cancelled_by: string | null })[];
  occupations: (IntervalRow & { block_id: number | null })[];
  blocks: (Omit<IntervalRow, 'order_id'> & { id: number })[];
  /** Epoch milliseconds when the run ended. */
  now: number;
  vehicles: { id: number; out_order_id: number | null }[];
  deliveries: {
    id: number;
    order_id: number;
    status: string;
    vehicle_id: number | null;
    out_vehicle_id: number | null;
    return_at: number | null;
  }[];
  pages: Record<string, unknown>[];
  outbox: Record<ServiceName, { event_id: string; type: string; message_key: number; sent_at: number | null }[]>;
  inbox: Record<ServiceName, Set<string>>;
  stuck: { service: ServiceName; reason: string }[];
  /** In the log's order, with repetitions. */
  events: Telling[];
  history: History;
  acknowledged: Acknowledged;
  /** What leaves order's tables: the values of outbox rows and of records. */
  published: string[];
}

export interface Telling extends ReceivedEvent {
  /** The publisher in the record. */
  source: string;
  type: string;
  orderId: number;
}

export function factsOf(
  { databases, topic, bank, scheduler }: World,
  history: History,
  acknowledged: Acknowledged,
): Facts {
  const { order, payment, delivery, customerpage } = databases;
  const each = <T>(read: (service: ServiceName) => T): Record<ServiceName, T> =>
    Object.fromEntries(SERVICES.map((service) => [service, read(service)])) as Record<ServiceName, T>;
  return {
    orders: order.rows('SELECT id, product_id, qty, status, amount_minor AS amount, vehicle_id FROM orders'),
    cars: order.rows("SELECT product_id, stock, fleet FROM cars WHERE product_id IN ('1001', '1002')"),
    payments: payment.rows('SELECT order_id, status FROM payments'),
    ledger: payment.rows('SELECT order_id AS orderId, kind, amount_minor AS amount, entry_key AS key FROM ledger'),
    changes: order.rows(
      'SELECT order_id, number, reason, kind, status, amount_minor AS amount, to_end FROM adjustments',
    ),
    adjustments: payment.rows(
      'SELECT order_id, number, reason, kind, status, amount_minor AS amount FROM payment_adjustments',
    ),
    owed: order.rows('SELECT order_id, amount_minor AS amount, status FROM owed_amounts'),
    bank: bank.movements,
    bookings: order.rows('SELECT order_id, vehicle_id, starts_at, ends_at, fee_minor, cancelled_by FROM bookings'),
    occupations: order.rows(
      'SELECT order_id, block_id, vehicle_id, starts_at, ends_at FROM occupations ORDER BY vehicle_id, starts_at',
    ),
    blocks: order.rows('SELECT id, vehicle_id, starts_at, ends_at FROM blocks'),
    now: scheduler.clock.now,
    vehicles: order.rows('SELECT id, out_order_id FROM vehicles'),
    deliveries: delivery.rows('SELECT id, order_id, status, vehicle_id, out_vehicle_id, return_at FROM deliveries'),
    pages: customerpage.rows('SELECT * FROM customerpages'),
    outbox: each((service) =>
      databases[service].rows('SELECT event_id, type, message_key, sent_at FROM outbox ORDER BY id'),
    ),
    inbox: each(
      (service) =>
        new Set(databases[service].rows<{ event_id: string }>('SELECT event_id FROM inbox').map((row) => row.event_id)),
    ),
    stuck: SERVICES.flatMap((service) =>
      databases[service]
        .rows<{ reason: string }>('SELECT reason FROM stuck_events')
        .map(({ reason }) => ({ service, reason })),
    ),
    events: topic.records.flatMap((record) => {
      const event = decodeEvent(record);
      const source = record.headers['ce_source'] ?? '';
      return event ? [{ ...event, source, type: event.definition.type, orderId: Number(record.key) }] : [];
    }),
    history,
    acknowledged,
    published: [
      ...topic.records.map(({ value }) => value),
      ...SERVICES.flatMap((service) =>
        databases[service].rows<{ value: string }>('SELECT value FROM outbox').map(({ value }) => value),
      ),
    ],
  };
}
