import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FloorEvent } from '../kit/event.ts';
import type { Outbox, Positions } from '../kit/ports.ts';

type OutboxRow = { id: number; key: string; type: string; value: string };

/** The messaging tables of a service, with a transaction helper; every service's store uses it. */
export class SqliteStore implements Outbox, Positions {
  protected readonly db: DatabaseSync;
  private readonly service: string;
  private readonly addRow: StatementSync;
  private readonly readRows: StatementSync;
  private readonly markRows: StatementSync;
  private readonly addInbox: StatementSync;
  private readonly savePosition: StatementSync;
  private readonly begin: StatementSync;
  private readonly commit: StatementSync;

  constructor(db: DatabaseSync, service: string) {
    this.db = db;
    this.service = service;
    db.exec(`
      CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, type TEXT, value TEXT, sent INTEGER NOT NULL DEFAULT 0);
      CREATE INDEX IF NOT EXISTS outbox_unsent ON outbox (id) WHERE sent = 0;
      CREATE TABLE IF NOT EXISTS inbox (event_id TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS position (grp TEXT PRIMARY KEY, off INTEGER NOT NULL)`);
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.addRow = db.prepare('INSERT INTO outbox (key, type, value) VALUES (?, ?, ?)');
    this.readRows = db.prepare('SELECT id, key, type, value FROM outbox WHERE sent = 0 ORDER BY id LIMIT ?');
    this.markRows = db.prepare('UPDATE outbox SET sent = 1 WHERE sent = 0 AND id <= ?');
    this.addInbox = db.prepare('INSERT OR IGNORE INTO inbox (event_id) VALUES (?)');
    this.savePosition = db.prepare(
      'INSERT INTO position VALUES (?, ?) ON CONFLICT (grp) DO UPDATE SET off = excluded.off',
    );
  }

  unsent(limit: number): FloorEvent[] {
    const rows = this.readRows.all(limit) as unknown as OutboxRow[];
    return rows.map((row) => ({ id: `${this.service}-${row.id}`, key: row.key, type: row.type, value: row.value }));
  }

  markSent(events: FloorEvent[]): void {
    // The file has one writer, so commit order equals id order: all rows up to the last read one are published.
    this.markRows.run(Number(events.at(-1)?.id.slice(this.service.length + 1)));
  }

  load(group: string): number {
    const row = this.db.prepare('SELECT off FROM position WHERE grp = ?').get(group);
    return row ? Number(row['off']) : 0;
  }

  save(group: string, offset: number): void {
    this.savePosition.run(group, offset);
  }

  close(): void {
    this.db.close();
  }

  protected transaction<T>(work: () => T): T {
    this.begin.run();
    try {
      const result = work();
      this.commit.run();
      return result;
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
  }

  protected emit(key: string, type: string, value: string): void {
    this.addRow.run(key, type, value);
  }

  /** Returns true the first time an event is recorded. */
  protected first(event: FloorEvent): boolean {
    return this.addInbox.run(event.id).changes === 1;
  }
}
