import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { decodeEvent, InvalidEvent, type ContractEvent } from '@carshare/events';
import type { EventLog, LogRecord } from '@carshare/event-log';
import { isExpected, type EventType } from './event-matrix.ts';
import { Unreadable } from './unreadable.ts';

/** One event of the log; repetitions are merged. */
export interface LoggedEvent {
  id: string;
  type: EventType;
  /** The position among all records read; it grows along a partition. */
  place: number;
  /** Epoch milliseconds. */
  time: number;
  data: ContractEvent['data'];
}

/** The time in which a customer had the vehicle of a booking, in epoch milliseconds. */
export interface Stay {
  vehicleId: number;
  orderId: number;
  since: number;
  /** Null while the customer has it. */
  until: number | null;
}

/** An event that a consumer should have recorded and has not. */
export interface Unnoted {
  id: string;
  orderId: number;
  type: EventType;
}

const SCHEMA = `
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
CREATE TABLE events (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL, source TEXT NOT NULL, order_id INTEGER NOT NULL, type TEXT NOT NULL,
  time INTEGER NOT NULL, own INTEGER NOT NULL, data TEXT NOT NULL, UNIQUE (id, source));
CREATE TABLE notes (who TEXT NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (who, id, source)) WITHOUT ROWID;`;

/** A reference to an event; without a source it matches every event with that id. */
export interface KnownEvent {
  id: string;
  source?: string;
}

/**
 * The whole log, indexed by order and by event id in a temporary SQLite database. Pages beyond 64 MiB go to a file that
 * the system deletes with the process, so memory does not grow with the log.
 */
export class LogIndex {
  records = 0;
  unreadable = 0;
  /** Epoch milliseconds. Older records may have been deleted from the log; 0 when the log is complete. */
  since = 0;
  private readonly database = new DatabaseSync('');
  private readonly statements: Record<'add' | 'of' | 'place' | 'next' | 'within' | 'note', StatementSync>;

  private constructor() {
    this.database.exec(SCHEMA);
    const one = (sql: string): StatementSync => this.database.prepare(sql);
    this.statements = {
      add: one(
        'INSERT OR IGNORE INTO events (place, id, source, order_id, type, time, own, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ),
      of: one('SELECT id, type, place, time, data FROM events WHERE order_id = ? ORDER BY place'),
      place: one("SELECT place FROM events WHERE id = ?1 AND ?2 IN ('', source)"),
      next: one('SELECT MIN(order_id) AS id FROM events WHERE order_id > ?'),
      within: one('SELECT DISTINCT order_id AS id FROM events WHERE order_id > ? AND order_id <= ?'),
      note: one('INSERT OR IGNORE INTO notes (who, id, source) VALUES (?, ?, ?)'),
    };
  }

  /**
   * @param prunes whether the log may have lost its oldest records, as a broker's topic may: a partition then starts
   *   above offset 0
   */
  static async read(log: EventLog, prunes: boolean): Promise<LogIndex> {
    const index = new LogIndex();
    const partitions = new Set<number>();
    index.database.exec('BEGIN');
    for await (const record of log.read()) {
      index.records += 1;
      const time = index.add(record);
      if (!prunes || partitions.has(record.partition)) continue;
      partitions.add(record.partition);
      if (record.offset !== '0') index.since = Math.max(index.since, time ?? Date.now());
    }
    index.database.exec('COMMIT; CREATE INDEX events_order ON events (order_id, place)');
    return index;
  }

  of(orderId: number): LoggedEvent[] {
    const rows = this.statements.of.all(orderId) as unknown as (Omit<LoggedEvent, 'data'> & { data: string })[];
    return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as LoggedEvent['data'] }));
  }

  placeOf({ id, source = '' }: KnownEvent): number | undefined {
    return (this.statements.place.get(id, source) as { place: number } | undefined)?.place;
  }

  /** The smallest order id above the given one that occurs in an event. */
  nextOrder(after: number): number | undefined {
    return (this.statements.next.get(after) as { id: number | null }).id ?? undefined;
  }

  ordersWithin(from: number, to: number): number[] {
    return (this.statements.within.all(from, to) as { id: number }[]).map(({ id }) => id);
  }

  /** Stores which events a consumer has recorded. */
  note(who: string, events: Iterable<KnownEvent>): void {
    this.database.exec('BEGIN');
    for (const { id, source = '' } of events) this.statements.note.run(who, id, source);
    this.database.exec('COMMIT');
  }

  /**
   * The events of these types and this time range, ends included, that `who` has not recorded. `own` are the shop's own
   * events.
   */
  *unnoted(who: string, types: readonly EventType[], from: number, to: number, own: boolean): Generator<Unnoted> {
    const sql = `SELECT id, order_id AS orderId, type FROM events WHERE type IN (${types.map(() => '?').join(', ')})
      AND time >= ? AND time <= ? AND own >= ? AND NOT EXISTS
        (SELECT 1 FROM notes WHERE who = ? AND notes.id = events.id AND notes.source IN ('', events.source))
      ORDER BY place`;
    const found = this.database.prepare(sql).iterate(...types, from, to, own ? 1 : 0, who);
    yield* found as IterableIterator<unknown> as IterableIterator<Unnoted>;
  }

  /** The stays of every vehicle with the customers of its bookings, as delivery published them, by vehicle and time. */
  *stays(): Generator<Stay> {
    const sql = `SELECT json_extract(h.data, '$.vehicleId') AS vehicleId, h.order_id AS orderId, h.time AS since, MIN(r.time) AS until
      FROM events h LEFT JOIN events r ON r.order_id = h.order_id AND r.type = 'Returned' AND r.own = 1
      WHERE h.type = 'HandedOver' AND h.own = 1 AND json_extract(h.data, '$.vehicleId') IS NOT NULL
      GROUP BY h.place ORDER BY vehicleId, since, h.place`;
    yield* this.database.prepare(sql).iterate() as IterableIterator<unknown> as IterableIterator<Stay>;
  }

  /** The shop's own events that contain a member of this name, at any depth. */
  *having(member: string): Generator<Pick<Unnoted, 'orderId' | 'type'>> {
    const sql = `SELECT order_id AS orderId, type FROM events WHERE own = 1 AND data LIKE ? ORDER BY place`;
    const found = this.database.prepare(sql).iterate(`%"${member}":%`);
    yield* found as IterableIterator<unknown> as IterableIterator<Pick<Unnoted, 'orderId' | 'type'>>;
  }

  close(): void {
    this.database.close();
  }

  /** @returns the event's time; undefined when the record is not an event */
  private add(record: LogRecord): number | undefined {
    try {
      const event = decodeEvent(record);
      if (!event) return undefined;
      const { identity, definition, data } = event;
      const type: string = definition.type;
      if (!isExpected(type)) {
        throw new Unreadable(`the log contains ${type}, which event-matrix.ts of verify does not describe`);
      }
      const { id, source } = identity;
      const own = record.headers['ce_source']?.startsWith('/carshare/') ? 1 : 0;
      const time = event.time.getTime();
      const row = [id, source, definition.key(data), type, time, own, JSON.stringify(data)];
      this.statements.add.run(this.records, ...row);
      return time;
    } catch (error) {
      if (!(error instanceof InvalidEvent)) throw error;
      this.unreadable += 1;
      return undefined;
    }
  }
}
