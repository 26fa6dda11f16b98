import type { ServiceName } from '../../../bench/systems/system.ts';

/** What the parts of the shop cost. CPU in milliseconds of one core. */
export interface Costs {
  /** CPU of the service for the request of one order, without the events that follow. */
  request: Record<'order' | 'payment', number>;
  /** CPU of a rejected request. */
  shedMs: number;
  /** CPU of the service for one batch of its consumer or relay, and for each event in it. */
  batchMs: Record<ServiceName, number>;
  eventMs: Record<ServiceName, number>;
  /** Statements of the transactions of an order, and of one consumed event. */
  statements: { open: number; charge: number; place: number; event: Record<ServiceName, number> };
  /** CPU of the database server for a statement or commit, for a batch of the page and for an event in it. */
  statementMs: number;
  pageBatchMs: number;
  pageEventMs: number;
  /** CPU of the database server for an event that a relay has published: reading it and marking it as sent. */
  relayedMs: number;
  /** CPU of Kafka for a request. */
  kafkaMs: number;
  /** CPU of the load generator for an order; 0 where it is on another machine. */
  clientMs: number;
  /** A sync of a database's log. */
  syncMs: number;
  roundTripMs: number;
}
