import type { ErrorFacts, ServerCondition } from './error-facts.js';

/** Primary result codes (https://sqlite.org/rescode.html); an extended code keeps its primary one in the low byte. */
const CONDITIONS: Readonly<Record<number, ServerCondition>> = {
  5: 'lock', // SQLITE_BUSY: another process writes
  6: 'lock', // SQLITE_LOCKED
  7: 'exhausted', // SQLITE_NOMEM
  8: 'read-only', // SQLITE_READONLY
  10: 'storage', // SQLITE_IOERR
  13: 'full', // SQLITE_FULL
  14: 'storage', // SQLITE_CANTOPEN
  15: 'lock', // SQLITE_PROTOCOL: the locks of the WAL are taken
};

/** The condition that a result code of SQLite stands for. */
export function sqliteCondition({ code, errcode }: ErrorFacts): ServerCondition | undefined {
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return undefined;
  return CONDITIONS[errcode & 0xff];
}
