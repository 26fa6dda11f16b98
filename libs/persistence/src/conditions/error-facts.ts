/** What the drivers of all engines attach to their errors. */
export interface ErrorFacts {
  /** `ER_…` of mysql2, SQLSTATE of pg, `ERR_SQLITE_ERROR` of node:sqlite, `E…` of the operating system. */
  code?: unknown;
  /** The server's error number (mysql2). */
  errno?: unknown;
  /** SQLite's extended result code (node:sqlite). */
  errcode?: unknown;
  message?: unknown;
  /** What it was caused by; TypeORM keeps the driver's error in `driverError`, Node several attempts to connect in `errors`. */
  cause?: unknown;
  driverError?: unknown;
  errors?: unknown;
}

/**
 * Why a server cannot do the work now although the work is right.
 * `connection`: cannot be reached or was lost; `read-only`: cannot be written, as after a failover; `full`: no space left;
 * `lock`: lost or waited too long for another transaction; `exhausted`: no connection is free; `timeout`: took too long;
 * `stopping`: shuts down or recovers; `storage`: its files fail.
 */
export type ServerCondition =
  'connection' | 'read-only' | 'full' | 'lock' | 'exhausted' | 'timeout' | 'stopping' | 'storage';
