import type { ErrorFacts, ServerCondition } from './error-facts.js';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html; a class stands for all its codes. */
const CONDITIONS: Readonly<Record<string, ServerCondition>> = {
  // Connection exceptions, and idle sessions that the server ended
  '08': 'connection',
  '25P03': 'connection',
  '25P04': 'timeout',
  '57P05': 'connection',
  // read_only_sql_transaction: the server became a standby, or default_transaction_read_only was set
  '25006': 'read-only',
  // disk_full, out_of_memory, too_many_connections, configuration_limit_exceeded
  '53100': 'full',
  '53200': 'exhausted',
  '53300': 'exhausted',
  '53400': 'exhausted',
  '53000': 'exhausted',
  // serialization_failure, statement_completion_unknown, deadlock_detected, lock_not_available
  '40001': 'lock',
  '40003': 'connection',
  '40P01': 'lock',
  '55P03': 'lock',
  // query_canceled: statement_timeout, or a standby's conflict
  '57014': 'timeout',
  // admin_shutdown, crash_shutdown, cannot_connect_now
  '57P01': 'stopping',
  '57P02': 'stopping',
  '57P03': 'stopping',
  // System errors: io_error, undefined_file
  '58': 'storage',
};

/** The condition that an SQLSTATE of PostgreSQL stands for. */
export function postgresCondition({ code }: ErrorFacts): ServerCondition | undefined {
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return undefined;
  return CONDITIONS[code] ?? CONDITIONS[code.slice(0, 2)];
}
