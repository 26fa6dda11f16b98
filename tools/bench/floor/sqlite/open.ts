import { DatabaseSync } from 'node:sqlite';

/**
 * Opens a database with the settings of every embedded service: WAL, synchronous NORMAL, waits for locks. A checkpoint
 * syncs the file and blocks the process. With 8,000 pages it runs once per 1,000 orders instead of once per 100.
 */
export function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000');
  return db;
}
