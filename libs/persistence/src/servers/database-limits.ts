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

/** What a maintenance command works with: statements may take as long as they need. */
export const MAINTENANCE_LIMITS: DatabaseLimits = { writers: 14, readers: 6, timeoutMs: 0 };

/** How long work waits for a free connection, in milliseconds; below the deadline of a request. */
export const POOL_WAIT_MS = 5_000;

/** How long a statement waits for another transaction's lock, in seconds. */
export const LOCK_WAIT_S = 1;
