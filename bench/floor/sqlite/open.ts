import { DatabaseSync } from 'node:sqlite';

/** A database in the settings every service of the embedded profile uses: WAL, synchronous NORMAL, waits for locks. */
export function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY');
  return db;
}
