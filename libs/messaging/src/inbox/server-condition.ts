import { isAway, StaleWrite } from '@carshare/service-kit';

/** Another transaction holds the row, or won it: MySQL and MariaDB, PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const LOCKED = new Set([
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
  'ER_CHECKREAD',
  'ER_LOCK_NOWAIT',
  '55P03',
  '40001',
  '40P01',
]);

/** The server takes no writes for now: read-only, out of space or memory, too many connections, a time limit of its own. */
const UNWRITABLE = new Set([
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_DISK_FULL',
  'ER_DISK_FULL_NOWAIT',
  'ER_RECORD_FILE_FULL',
  'ER_OUTOFMEMORY',
  'ER_OUT_OF_SORTMEMORY',
  'ER_OUT_OF_RESOURCES',
  'ER_ERROR_ON_WRITE',
  'ER_LOCK_TABLE_FULL',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_QUERY_INTERRUPTED',
  'ER_QUERY_TIMEOUT',
  'ER_STATEMENT_TIMEOUT',
  'ER_GET_CONNECTION_TIMEOUT',
  '25006',
]);

/** PostgreSQL: connection exception, insufficient resources, operator intervention, system error. */
const UNWRITABLE_CLASSES = /^(08|53|57|58)[0-9A-Z]{3}$/;

/** SQLite's primary result codes BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN and PROTOCOL (https://sqlite.org/rescode.html). */
const UNWRITABLE_SQLITE = new Set([5, 6, 7, 8, 9, 10, 13, 14, 15]);

/** Whether the work waited for a row of another transaction, or lost against it: other work may well succeed. */
export function isLockConflict(error: unknown): boolean {
  return error instanceof StaleWrite || LOCKED.has(codeOf(error));
}

/**
 * Whether an error is a condition of the database and not a fault of the work: the same work succeeds when the condition has
 * passed, however long that takes.
 */
export function isServerCondition(error: unknown): boolean {
  if (isAway(error) || isLockConflict(error)) return true;
  const code = codeOf(error);
  return UNWRITABLE.has(code) || UNWRITABLE_CLASSES.test(code) || UNWRITABLE_SQLITE.has(sqliteCodeOf(error));
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** The primary code is the lowest byte of the extended one. */
function sqliteCodeOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}
