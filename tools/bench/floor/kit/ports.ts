import type { FloorEvent } from './event.ts';

export type Maybe<T> = T | Promise<T>;

/** The rows a service has committed and not yet published, oldest first. */
export interface Outbox {
  unsent(limit: number): Maybe<FloorEvent[]>;
  markSent(events: FloorEvent[]): Maybe<void>;
}

/** The read position of a consumer in the embedded log, stored in the consumer's own database. */
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
  /** Transaction 1: takes the stock and inserts the order as Pending; undefined when the stock is too small. */
  create(productId: string, qty: number): Maybe<{ id: number; amount: number } | undefined>;
  /** Transaction 2: sets the order to Placed and adds its event to the outbox. */
  place(id: number, productId: string, qty: number): Maybe<void>;
  /** Returns the stock of an order whose payment failed. */
  refuse(id: number, productId: string, qty: number): Maybe<void>;
  shipped(event: FloorEvent): Maybe<void>;
  /** Sets the stock of a model; adds the model when it is missing. */
  restock(productId: string, stock: number): Maybe<void>;
  close(): Maybe<void>;
}

export interface PaymentStore extends Outbox {
  /**
   * Stores payment, ledger line and outbox row in one commit; a second call for the same order returns the first
   * payment.
   */
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
