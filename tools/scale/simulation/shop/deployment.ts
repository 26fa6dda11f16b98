import type { ServiceName } from '../../../bench/systems/system.ts';

/** How a shop is deployed. */
export interface Deployment {
  pods: Record<ServiceName, number>;
  /** The cores that everything shares, the load too; undefined: each pod has one core, each server its own. */
  sharedCores: number | undefined;
  /** Database servers of each service, to which the orders are distributed, and the cores of each. */
  databases: number;
  databaseCores: number;
  /** Cores of all Kafka brokers. */
  kafkaCores: number;
  /** Relays of each service that publish side by side: outbox shards. */
  relays: number;
  partitions: number;
  /** Share of the orders that are for the most wanted model, from 0 to 1. */
  hotShare: number;
  /**
   * Orders of that model which a pod commits together. They take from one row, which a commit locks for all others: with 1, each
   * order waits until the one before it is committed.
   */
  stockBatch: number;
}

/** Requests that a process handles at the same time: MAX_IN_FLIGHT. */
export const MAX_IN_FLIGHT = 256;
/** Rows of one publication: BATCH in libs/messaging/src/outbox/relay.ts. */
export const RELAY_BATCH = 200;
/** Pause after a publication of a relay in milliseconds, if fewer rows waited than one holds: GATHER_MS. */
export const RELAY_GAP_MS = 20;
/** Events of one transaction: MAX_TOGETHER in libs/messaging/src/inbox/event-consumer.ts. */
export const CONSUMER_BATCH = 200;
/** Pause between two fetches of a partition in milliseconds: PACE_MS. */
export const CONSUMER_GAP_MS = 10;
