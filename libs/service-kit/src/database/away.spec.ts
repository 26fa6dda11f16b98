import { describe, expect, it } from '@jest/globals';
import { isAway } from './away.js';

describe('A server is away', () => {
  it.each([
    ['a refused connection', { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:3306' }],
    ['a name that does not resolve', { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND db' }],
    ['a connection lost in a query (mysql2)', { code: 'PROTOCOL_CONNECTION_LOST', message: 'Connection lost' }],
    [
      'a command on a closed connection (mysql2)',
      { message: "Can't add new command when connection is in closed state" },
    ],
    ['a server that stops (MySQL)', { code: 'ER_SERVER_SHUTDOWN', message: 'Server shutdown in progress' }],
    ['a server that stops (PostgreSQL)', { code: '57P01', message: 'terminating connection' }],
    ['a connection that ended (pg)', { message: 'Connection terminated unexpectedly' }],
    ['an exhausted pool (pg)', { message: 'timeout exceeded when trying to connect' }],
  ])('for %s', (_case, error) => {
    expect(isAway(error)).toBe(true);
  });

  it.each([
    ['a wrong statement', { code: 'ER_PARSE_ERROR', message: 'You have an error in your SQL syntax' }],
    ['a taken key', { code: '23505', message: 'duplicate key value violates unique constraint' }],
    ['a full disk of SQLite', { code: 'ERR_SQLITE_ERROR', errcode: 13, message: 'database or disk is full' }],
    ['nothing', undefined],
    ['a text', 'ECONNREFUSED'],
  ])('but not for %s', (_case, error) => {
    expect(isAway(error)).toBe(false);
  });
});
