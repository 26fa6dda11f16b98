import { readFileSync } from 'node:fs';
import type { PoolOptions, SslOptions } from 'mysql2';
import type { DatabaseLimits } from '../servers/database-limits.js';
import { mysqlSocket } from '../servers/silent-socket.js';

/** What every connection to MySQL or MariaDB has. */
const SESSION: PoolOptions = {
  charset: 'utf8mb4',
  timezone: 'Z',
  connectTimeout: 5000,
  enableKeepAlive: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
  // Statements that a connection keeps prepared: the server has room for 16,382 of all connections together.
  maxPreparedStatements: 100,
};

type SslMode = 'DISABLED' | 'REQUIRED' | 'VERIFY_CA' | 'VERIFY_IDENTITY';

const MODES: readonly string[] = ['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'] satisfies SslMode[];

/**
 * mysql2's settings for a URL, the same for every pool of a service. The query takes what mysql2 takes, such as `ssl={…}` as JSON,
 * and the TLS parameters of MySQL's own clients: `ssl-mode`, `ssl-ca`, `ssl-cert` and `ssl-key`, the latter three as paths
 * (https://dev.mysql.com/doc/refman/9.7/en/connection-options.html#encrypted-connection-options).
 * @param connections of the pool, at most
 * @throws {RangeError} for an unknown `ssl-mode`; {Error} for a file that cannot be read
 */
export function mysqlOptions(url: string, limits: DatabaseLimits, connections: number): PoolOptions {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const tls: Record<string, string> = {};
  const others: Record<string, unknown> = {};
  for (const [name, value] of searchParams) {
    const plain = name.toLowerCase().replace(/[-_]/g, '');
    if (/^ssl(mode|ca|cert|key)$/.test(plain)) tls[plain] = value;
    else others[name] = parsed(value);
  }
  const ssl = tlsOptions(tls, others['ssl']);
  delete others['ssl'];
  return {
    ...SESSION,
    ...others,
    host: decodeURIComponent(hostname.replace(/^\[(.*)\]$/, '$1')),
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(ssl === undefined ? {} : { ssl }),
    ...bounds(limits, connections),
  };
}

function bounds({ timeoutMs }: DatabaseLimits, connectionLimit: number): PoolOptions {
  // No `trace`: the driver would capture a stack trace per statement, which costs 6 % of order's CPU.
  const options = { connectionLimit, trace: false, stream: mysqlSocket(timeoutMs) };
  if (timeoutMs === 0) return options;
  // The pool closes an idle connection, in order, before it is closed for its silence; it looks for them only with such a maxIdle.
  return { ...options, idleTimeout: timeoutMs / 2, maxIdle: connectionLimit - 1, gracefulEnd: true };
}

function tlsOptions(tls: Record<string, string>, ssl: unknown): SslOptions | string | undefined {
  const mode = tls['sslmode']?.toUpperCase();
  if (mode !== undefined && !MODES.includes(mode)) throw new RangeError(`ssl-mode must be one of ${MODES.join(', ')}`);
  if (mode === 'DISABLED') return undefined;
  if (mode === undefined && Object.keys(tls).length === 0) {
    if (ssl === true) return {};
    return (ssl === false ? undefined : ssl) as SslOptions | string | undefined;
  }
  const given = typeof ssl === 'object' && ssl !== null ? (ssl as SslOptions) : {};
  const verifies = mode === undefined ? tls['sslca'] !== undefined : mode !== 'REQUIRED';
  return {
    ...given,
    ...(tls['sslca'] === undefined ? {} : { ca: readFileSync(tls['sslca']) }),
    ...(tls['sslcert'] === undefined ? {} : { cert: readFileSync(tls['sslcert']) }),
    ...(tls['sslkey'] === undefined ? {} : { key: readFileSync(tls['sslkey']) }),
    rejectUnauthorized: verifies,
    verifyIdentity: mode === 'VERIFY_IDENTITY',
  };
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
