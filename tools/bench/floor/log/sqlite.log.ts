import { mkdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FloorEvent } from '../kit/event.ts';
import type { Log, Maybe, Positions } from '../kit/ports.ts';
import { open } from '../sqlite/open.ts';

const BATCH = 256;
const FALLBACK_MS = 250;

type Row = FloorEvent & { offset: number };

/**
 * The log of the embedded profile: one SQLite file for all four processes. Readers wake up on writes to its directory.
 */
export class SqliteLog implements Log {
  private readonly db: DatabaseSync;
  private readonly append: StatementSync;
  private readonly after: StatementSync;
  private readonly begin: StatementSync;
  private readonly commit: StatementSync;
  private readonly directory: string;
  private readonly positions: Positions;
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;
  private dirty = true;
  private busy = false;
  private closed = false;

  constructor(dataDir: string, positions: Positions) {
    this.directory = join(dataDir, 'log');
    this.positions = positions;
    mkdirSync(this.directory, { recursive: true });
    this.db = open(join(this.directory, 'log.sqlite'));
    this.db.exec(
      'CREATE TABLE IF NOT EXISTS log (offset INTEGER PRIMARY KEY, id TEXT, key TEXT, type TEXT, value TEXT)',
    );
    this.begin = this.db.prepare('BEGIN IMMEDIATE');
    this.commit = this.db.prepare('COMMIT');
    this.append = this.db.prepare('INSERT INTO log (id, key, type, value) VALUES (?, ?, ?, ?)');
    this.after = this.db.prepare(
      'SELECT offset, id, key, type, value FROM log WHERE offset > ? ORDER BY offset LIMIT ?',
    );
  }

  publish(events: FloorEvent[]): void {
    this.begin.run();
    for (const event of events) this.append.run(event.id, event.key, event.type, event.value);
    this.commit.run();
  }

  consume(group: string, handle: (event: FloorEvent) => Maybe<void>): void {
    let position = this.positions.load(group);
    const drain = async (): Promise<void> => {
      this.dirty = true;
      if (this.busy) return;
      this.busy = true;
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- a wake-up and close() come while an event is handled
      while (this.dirty && !this.closed) {
        this.dirty = false;
        const rows = this.after.all(position, BATCH) as unknown as Row[];
        if (rows.length === 0) break;
        for (const row of rows) {
          await handle(row);
          position = row.offset;
        }
        this.positions.save(group, position);
        this.dirty = true;
        await new Promise((resolve) => setImmediate(resolve));
      }
      this.busy = false;
    };
    this.watcher = watch(this.directory, () => void drain());
    this.timer = setInterval(() => void drain(), FALLBACK_MS);
    void drain();
  }

  close(): void {
    this.closed = true;
    this.watcher?.close();
    clearInterval(this.timer);
    this.db.close();
  }
}
