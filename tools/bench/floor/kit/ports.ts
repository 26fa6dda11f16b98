import type { FloorEvent } from './event.ts';

export type Maybe<T> = T | Promise<T>;

/** The rows a service has committed and not yet published, oldest first. */
export interface Outbox {
  unsent(limit: number): Maybe<FloorEvent[]>;
  markSent(events: FloorEvent[]): Maybe<void>;
}

/** Where a reader of the embedded log has got to; kept in the reader's own database. */
export interface Positions {
  load(group: string): number;
  save(group: string, offset: number): void;
}

/** The shared log: an SQLite file (embedded profile) or Kafka (services profile). */
export interface Log {
  publish(events: FloorEvent[]): Maybe<void>;
  consume(group: string, handle: (event: FloorEvent) => Maybe<void>): Maybe<void>;
  close(): Maybe<void>;
}

export interface OrderStore extends Outbox {
  /** Transaction 1: the stock is taken and the order is Pending; undefined when the stock is short. */
  create(productId: string, qty: number): Maybe<{ id: number; amount: number } | undefined>;
  /** Transaction 2: the order is Placed and its event waits in the outbox. */
  place(id: number, productId: string, qty: number): Maybe<void>;
  /** An order whose payment failed gives its stock back. */
  refuse(id: number, productId: string, qty: number): Maybe<void>;
  shipped(event: FloorEvent): Maybe<void>;
  restock(productId: string, stock: number): Maybe<void>;
  close(): Maybe<void>;
}

export interface PaymentStore extends Outbox {
  /** Payment, ledger line and outbox row in one commit; a second call for the same order answers the first payment. */
  pay(orderId: number, productId: string, qty: number, amount: number): Maybe<number>;
  close(): Maybe<void>;
}

export interface DeliveryStore extends Outbox {
  ship(event: FloorEvent): Maybe<void>;
  close(): Maybe<void>;
}

export interface Page {
  orderId: number;
  productId: string | null;
  qty: number | null;
  status: string;
  paymentId: number | null;
  deliveryId: number | null;
}

export interface PageStore {
  apply(event: FloorEvent): Maybe<void>;
  find(orderId: number): Maybe<Page | undefined>;
  close(): Maybe<void>;
}
