/** How much a service takes of its database, and how long it waits for it. */
export interface DatabaseLimits {
  /** Connections that write, per process. */
  writers: number;
  /** Connections that TypeORM's repositories and the Reader read through, per process. */
  readers: number;
  /**
   * Milliseconds without a byte from the server after which a connection is closed, and a statement's bound at the server;
   * 0: no bound, for maintenance.
   */
  timeoutMs: number;
}

/** What a transaction serves: the requests of clients, or the events that a service publishes and consumes. */
export type Work = 'requests' | 'events';

/** The share of the writing connections that only events use. */
const EVENT_SHARE = 0.3;

/**
 * Divides the writing connections of a process. Events have connections of their own: requests that wait for locks would otherwise
 * hold every connection, and the service would publish and consume nothing until the load ends.
 * @param writers all of them, 1 or more
 * @returns the number for each kind of work; 0 for events when there are too few to divide, so that both share one pool
 */
export function divided(writers: number): Record<Work, number> {
  const events = Math.floor(writers * EVENT_SHARE);
  return { requests: writers - events, events };
}

/** What a maintenance command works with: statements may take as long as they need. */
export const MAINTENANCE_LIMITS: DatabaseLimits = { writers: 14, readers: 6, timeoutMs: 0 };

/** How long work waits for a free connection, in milliseconds; below the deadline of a request. */
export const POOL_WAIT_MS = 5_000;

/** How long a statement waits for another transaction's lock, in seconds. */
export const LOCK_WAIT_S = 1;
