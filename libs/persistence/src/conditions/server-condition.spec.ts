import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { isReadOnly, isServerCondition, serverConditionOf } from './server-condition.js';

const mysql = (code: string, errno: number, message = ''): object => ({ code, errno, message, sqlState: 'HY000' });
const sqlite = (errcode: number): object => ({ code: 'ERR_SQLITE_ERROR', errcode, message: 'as SQLite says' });

describe('A condition of a server', () => {
  it.each<[string, object, string]>([
    ['a refused connection', { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:3306' }, 'connection'],
    ['a name that does not resolve', { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND db' }, 'connection'],
    ['a connection lost in a query (mysql2)', { code: 'PROTOCOL_CONNECTION_LOST', message: '' }, 'connection'],
    ['a closed connection', { message: "Can't add new command when connection is in closed state" }, 'connection'],
    ['a connection that ended (pg)', { message: 'Connection terminated unexpectedly' }, 'connection'],
    ['two addresses refused', { errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNREFUSED' }] }, 'connection'],
    ['a killed connection (MariaDB)', mysql('ER_CONNECTION_KILLED', 1927), 'connection'],
    ['an idle connection closed by MySQL', mysql('ER_CLIENT_INTERACTION_TIMEOUT', 4031), 'connection'],
    ['a connection exception (PostgreSQL)', { code: '08006' }, 'connection'],
    ['--read-only', mysql('ER_OPTION_PREVENTS_STATEMENT', 1290, 'running with the --read-only option'), 'read-only'],
    ['a read-only InnoDB', mysql('ER_READ_ONLY_MODE', 1836), 'read-only'],
    ['a read-only transaction', mysql('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION', 1792), 'read-only'],
    ['a standby (PostgreSQL)', { code: '25006' }, 'read-only'],
    ['a read-only file (SQLite)', sqlite(8), 'read-only'],
    ['a read-only file system (SQLite)', sqlite(1544), 'read-only'],
    ['a full disk (SQLite)', sqlite(13), 'full'],
    ['a full disk (file)', { code: 'ENOSPC' }, 'full'],
    ['a full disk (MySQL)', mysql('ER_DISK_FULL', 1021), 'full'],
    ['a full table (MySQL)', mysql('ER_RECORD_FILE_FULL', 1114), 'full'],
    ['a full tablespace (MySQL)', mysql('ER_DISK_FULL_NOWAIT', 3675), 'full'],
    ['a full disk (PostgreSQL)', { code: '53100' }, 'full'],
    ['a lock wait timeout (MySQL)', mysql('ER_LOCK_WAIT_TIMEOUT', 1205), 'lock'],
    ['a deadlock (MySQL)', mysql('ER_LOCK_DEADLOCK', 1213), 'lock'],
    ['a lock timeout (PostgreSQL)', { code: '55P03' }, 'lock'],
    ['a deadlock (PostgreSQL)', { code: '40P01' }, 'lock'],
    ['a serialization failure', { code: '40001' }, 'lock'],
    ['a busy file (SQLite)', sqlite(5), 'lock'],
    ['a busy snapshot (SQLite)', sqlite(517), 'lock'],
    ['too many connections (MySQL)', mysql('ER_CON_COUNT_ERROR', 1040), 'exhausted'],
    ['max_user_connections of the account', mysql('ER_TOO_MANY_USER_CONNECTIONS', 1203), 'exhausted'],
    ['max_user_connections of the user', mysql('ER_USER_LIMIT_REACHED', 1226), 'exhausted'],
    ['too many connections (PostgreSQL)', { code: '53300' }, 'exhausted'],
    ['an exhausted pool', { message: 'timeout exceeded when trying to connect' }, 'exhausted'],
    ['a statement timeout (PostgreSQL)', { code: '57014' }, 'timeout'],
    ['a statement timeout (MySQL)', mysql('ER_QUERY_TIMEOUT', 3024), 'timeout'],
    ['a statement timeout (MariaDB)', mysql('ER_STATEMENT_TIMEOUT', 1969), 'timeout'],
    ['a statement timeout (mysql2)', { code: 'PROTOCOL_SEQUENCE_TIMEOUT' }, 'timeout'],
    ['a server that stops (MySQL)', mysql('ER_SERVER_SHUTDOWN', 1053), 'stopping'],
    ['a server that stops (PostgreSQL)', { code: '57P01' }, 'stopping'],
    ['a server that crashes (PostgreSQL)', { code: '57P02' }, 'stopping'],
    ['a server that recovers (PostgreSQL)', { code: '57P03' }, 'stopping'],
    ['an input/output error (SQLite)', sqlite(4874), 'storage'],
    ['a file that cannot be opened (SQLite)', sqlite(14), 'storage'],
    ['an input/output error (PostgreSQL)', { code: '58030' }, 'storage'],
  ])('is %s', (_case, error, condition) => {
    expect(serverConditionOf(error)).toBe(condition);
    expect(isServerCondition(error)).toBe(true);
    expect(isReadOnly(error)).toBe(condition === 'read-only');
  });

  it('is found beneath what wraps it', () => {
    const driverError = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    expect(isServerCondition(new QueryFailedError('SELECT 1', [], driverError))).toBe(true);
    expect(isServerCondition(new Error('no answer', { cause: driverError }))).toBe(true);
    const circle = new Error('circle');
    circle.cause = circle;
    expect(isServerCondition(circle)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['a wrong statement', mysql('ER_PARSE_ERROR', 1064, 'You have an error in your SQL syntax')],
    ['a text that is too long', mysql('ER_DATA_TOO_LONG', 1406)],
    ['a forbidden file', mysql('ER_OPTION_PREVENTS_STATEMENT', 1290, 'running with the --secure-file-priv option')],
    ['a taken key (MySQL)', mysql('ER_DUP_ENTRY', 1062)],
    ['a taken key (PostgreSQL)', { code: '23505', message: 'duplicate key value violates unique constraint' }],
    ['a zero byte (PostgreSQL)', { code: '22021', message: 'invalid byte sequence' }],
    ['a taken key (SQLite)', sqlite(2067)],
    ['a file that is no database (SQLite)', sqlite(26)],
    ['a bug', new TypeError("Cannot read properties of undefined (reading 'id')")],
    ['nothing', undefined],
    ['a text', 'ECONNREFUSED'],
  ])('is not %s', (_case, error) => {
    expect(isServerCondition(error)).toBe(false);
  });
});
