import type { WireMessage } from '@carshare/events';
import { inList, type Reader, type UnitOfWork } from '@carshare/persistence';
import { inShards, shardOf } from './shards.js';

/** A row of the outbox that is to be published. */
export interface OutboxRow {
  id: number | string;
  message_key: number | string;
  value: string;
  headers: string;
}

/** Reads the rows of the outbox that wait, and marks those that were published. */
export class OutboxRows {
  constructor(
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The oldest rows of these shards that are not sent, oldest first, as one query. */
  waiting(shards: readonly number[], limit: number): Promise<OutboxRow[]> {
    const own = inShards(shards);
    return this.reader.query<OutboxRow>(
      `SELECT id, message_key, value, headers FROM outbox WHERE sent_at IS NULL${own.sql} ORDER BY id LIMIT ${limit}`,
      [...own.values],
    );
  }

  async markSent(rows: readonly OutboxRow[]): Promise<void> {
    const list = inList(rows.map(({ id }) => Number(id)));
    await this.unitOfWork.transaction(
      (tx) => tx.execute(`UPDATE outbox SET sent_at = ? WHERE id IN ${list.sql}`, [Date.now(), ...list.values]),
      'events',
    );
  }
}

/** The shard of a row's key. */
export function shardOfRow(row: OutboxRow): number {
  return shardOf(Number(row.message_key));
}

/** The row as the log takes it. */
export function toMessage(row: OutboxRow): WireMessage {
  return { key: String(row.message_key), value: row.value, headers: JSON.parse(row.headers) as Record<string, string> };
}
