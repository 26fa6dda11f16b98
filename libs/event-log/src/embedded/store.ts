import { DatabaseSync } from 'node:sqlite';
import type { WireMessage } from '@carshare/events';
import { OpenFile } from '@carshare/persistence';
import type { LogRecord } from '../shared/event-log.js';
import { encodeHeaders, storedMessage } from '../shared/record-bytes.js';
import { whenFreeSync } from './sqlite-busy.js';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  offset INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, value TEXT NOT NULL, headers TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS groups (
  name TEXT PRIMARY KEY, committed INTEGER NOT NULL DEFAULT 0, owner TEXT, lease_until INTEGER NOT NULL DEFAULT 0) STRICT;`;

interface EventRow {
  offset: number;
  key: Uint8Array;
  value: Uint8Array;
  headers: string;
}

/** `normal` survives a crash of any process; `full` also survives a power loss, at the cost of one disk sync per commit. */
export type Durability = 'normal' | 'full';

/**
 * The embedded log's file. Every call is one transaction and throws SQLITE_BUSY immediately when another process holds the lock.
 * A group belongs to one owner until its lease expires. Every write of a group checks the owner, so that a member that lost the lease
 * changes nothing.
 */
export class EmbeddedStore {
  readonly #database: DatabaseSync;
  readonly #file: OpenFile;
  readonly #statements;

  constructor(path: string, durability: Durability = 'normal') {
    const database = (this.#database = new DatabaseSync(path, { timeout: 0 }));
    this.#file = new OpenFile(path);
    whenFreeSync(() => database.exec('PRAGMA journal_mode = WAL'));
    database.exec(`PRAGMA synchronous = ${durability}`);
    whenFreeSync(() => database.exec(SCHEMA));
    const one = (sql: string) => whenFreeSync(() => database.prepare(sql));
    this.#statements = {
      begin: one('BEGIN IMMEDIATE'),
      commit: one('COMMIT'),
      rollback: one('ROLLBACK'),
      // CAST, because the columns are TEXT: it keeps the bytes unchanged.
      insert: one('INSERT INTO events (key, value, headers) VALUES (CAST(? AS TEXT), CAST(? AS TEXT), ?)'),
      read: one(
        'SELECT offset, CAST(key AS BLOB) AS key, CAST(value AS BLOB) AS value, headers FROM events WHERE offset > ? AND offset <= ? ORDER BY offset LIMIT ?',
      ),
      end: one('SELECT coalesce(max(offset), 0) AS offset FROM events'),
      group: one('SELECT committed, owner, lease_until AS leaseUntil FROM groups WHERE name = ?'),
      addGroup: one('INSERT INTO groups (name) VALUES (?) ON CONFLICT DO NOTHING'),
      claim: one(
        'UPDATE groups SET owner = ?, lease_until = ? WHERE name = ? AND (owner IS NULL OR owner = ? OR lease_until <= ?) RETURNING committed',
      ),
      renew: one('UPDATE groups SET lease_until = ? WHERE name = ? AND owner = ?'),
      commitOffset: one('UPDATE groups SET committed = ?, lease_until = ? WHERE name = ? AND owner = ?'),
      release: one('UPDATE groups SET owner = NULL, lease_until = 0 WHERE name = ? AND owner = ?'),
    };
  }

  append(messages: readonly WireMessage[]): void {
    const { begin, insert, commit, rollback } = this.#statements;
    begin.run();
    try {
      for (const message of messages) {
        const { key, value } = message.bytes ?? message;
        insert.run(key ?? '', value ?? '', encodeHeaders(message));
      }
      // A file that was deleted takes commits, and they are gone with the process.
      this.#file.check();
      commit.run();
    } catch (error) {
      if (this.#database.isTransaction) rollback.run();
      throw error;
    }
  }

  /** Records behind `after`, up to and with `until`, oldest first. An absent key or value is an empty one here. */
  read(after: number, limit: number, until = Number.MAX_SAFE_INTEGER): LogRecord[] {
    const rows = this.#statements.read.all(after, until, limit) as unknown as EventRow[];
    return rows.map(({ offset, key, value, headers }) => ({
      ...storedMessage(bufferOf(key), bufferOf(value), headers),
      partition: 0,
      offset: String(offset),
    }));
  }

  /** The offset of the last record; 0 in an empty log. */
  end(): number {
    return (this.#statements.end.get() as unknown as { offset: number }).offset;
  }

  committed(group: string): number {
    return this.#group(group)?.committed ?? 0;
  }

  /** Takes or keeps the group for `milliseconds`; returns its committed offset, or undefined while another owner has it. */
  claim(group: string, owner: string, milliseconds: number): number | undefined {
    const now = Date.now();
    const row = this.#group(group);
    // A look before the update: a member in waiting asks often, and should not take the write lock for it.
    if (row?.owner && row.owner !== owner && row.leaseUntil > now) return undefined;
    if (!row) this.#statements.addGroup.run(group);
    const claimed = this.#statements.claim.get(owner, now + milliseconds, group, owner, now);
    return (claimed as { committed: number } | undefined)?.committed;
  }

  /** False when the group is another owner's by now; so are the two below. */
  renew(group: string, owner: string, milliseconds: number): boolean {
    return this.#statements.renew.run(Date.now() + milliseconds, group, owner).changes === 1;
  }

  commit(group: string, owner: string, offset: number, milliseconds: number): boolean {
    return this.#statements.commitOffset.run(offset, Date.now() + milliseconds, group, owner).changes === 1;
  }

  release(group: string, owner: string): boolean {
    return this.#statements.release.run(group, owner).changes === 1;
  }

  /** The last process to close moves what is committed into the file itself, so that a copy of it is a whole backup. */
  close(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Another process is at work: the commits are safe in the -wal file.
    }
    this.#database.close();
  }

  #group(name: string) {
    return this.#statements.group.get(name) as
      { committed: number; owner: string | null; leaseUntil: number } | undefined;
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
