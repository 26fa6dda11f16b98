import { DatabaseSync } from 'node:sqlite';

/**
 * A database in the settings every service of the embedded profile uses: WAL, synchronous NORMAL, waits for locks.
 * A checkpoint syncs the file and holds the process meanwhile; with 8,000 pages it comes every thousand orders, not every hundred.
 */
export function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000');
  return db;
}
