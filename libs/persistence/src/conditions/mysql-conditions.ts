import type { ErrorFacts, ServerCondition } from './error-facts.js';

/**
 * MySQL: https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html,
 * MariaDB: https://mariadb.com/docs/server/reference/error-codes
 */
const CONDITIONS: Readonly<Record<ServerCondition, readonly number[]>> = {
  // ER_NEW_ABORTING_CONNECTION, ER_NET_*, ER_CONNECTION_KILLED, CR_SERVER_GONE_ERROR, CR_SERVER_LOST, idle and transaction timeouts
  connection: [1077, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 2002, 2003, 2006, 2013, 4031],
  // ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE, super_read_only
  'read-only': [1290, 1792, 1836, 3989],
  // ER_DISK_FULL, ER_RECORD_FILE_FULL (a table or its tablespace), ER_DISK_FULL_NOWAIT, ER_OUT_OF_RESOURCES, ER_TEMP_FILE_WRITE
  full: [1021, 1037, 1038, 1041, 1114, 3675, 3059],
  // ER_CHECKREAD, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_TABLE_FULL, ER_LOCK_DEADLOCK, ER_USER_LOCK_DEADLOCK, ER_LOCK_NOWAIT
  lock: [1020, 1205, 1206, 1213, 3058, 3572],
  // ER_CON_COUNT_ERROR, ER_CANT_CREATE_THREAD, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED, prepared statements
  exhausted: [1040, 1135, 1203, 1226, 1461],
  // ER_QUERY_INTERRUPTED, ER_STATEMENT_TIMEOUT (MariaDB), ER_QUERY_TIMEOUT
  timeout: [1317, 1969, 3024],
  // ER_NORMAL_SHUTDOWN, ER_SERVER_SHUTDOWN, ER_SHUTDOWN_COMPLETE, ER_SERVER_OFFLINE_MODE, ER_SERVER_IS_STOPPING
  stopping: [1053, 1078, 1079, 3032, 3168],
  // ER_CANT_CREATE_FILE, ER_ERROR_ON_READ, ER_ERROR_ON_WRITE, ER_GET_ERRNO, ER_IO_READ_ERROR, ER_IO_WRITE_ERROR
  storage: [1004, 1024, 1026, 1030, 1810, 1811],
};

const BY_NUMBER = new Map(
  Object.entries(CONDITIONS).flatMap(([condition, numbers]) =>
    numbers.map((number) => [number, condition as ServerCondition] as const),
  ),
);

/** ER_OPTION_PREVENTS_STATEMENT is also the answer to a statement that --secure-file-priv or --skip-grant-tables forbids. */
const OTHER_OPTIONS = /--(secure|skip)/;

/** The condition that an error number of MySQL or MariaDB stands for. */
export function mysqlCondition({ code, errno, message }: ErrorFacts): ServerCondition | undefined {
  if (typeof errno !== 'number' || !String(code).startsWith('ER_')) return driverCondition(code);
  if (errno === 1290 && OTHER_OPTIONS.test(String(message))) return undefined;
  return BY_NUMBER.get(errno);
}

function driverCondition(code: unknown): ServerCondition | undefined {
  if (code === 'PROTOCOL_CONNECTION_LOST') return 'connection';
  if (code === 'PROTOCOL_SEQUENCE_TIMEOUT') return 'timeout';
  return code === 'POOL_CLOSED' ? 'stopping' : undefined;
}
