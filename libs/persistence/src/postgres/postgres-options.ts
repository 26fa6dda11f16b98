import type { PoolConfig } from 'pg';
import { LOCK_WAIT_S, POOL_WAIT_MS, type DatabaseLimits } from '../servers/database-limits.js';
import { postgresSocket } from '../servers/silent-socket.js';

/** pg's settings, the same for every pool of a service; the URL itself bears the TLS parameters (`sslmode`, `sslrootcert`, …). @param max connections of the pool */
export function postgresOptions(url: string, { timeoutMs }: DatabaseLimits, max: number): PoolConfig {
  const options: PoolConfig = {
    connectionString: url,
    max,
    keepAlive: true,
    // Both to connect, and to wait for a free connection.
    connectionTimeoutMillis: POOL_WAIT_MS,
  };
  if (timeoutMs === 0) return options;
  return {
    ...options,
    stream: postgresSocket(timeoutMs),
    idleTimeoutMillis: timeoutMs / 2,
    // Sent when connecting, at no further cost. The server ends what the client has abandoned, and so frees its locks.
    statement_timeout: timeoutMs,
    lock_timeout: LOCK_WAIT_S * 1000,
    idle_in_transaction_session_timeout: timeoutMs,
  };
}
