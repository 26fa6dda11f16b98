import mysql, { type Pool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { FloorEvent } from '../kit/event.ts';
import type { Outbox } from '../kit/ports.ts';

const CONNECTIONS = 24;
const DUPLICATE = 1062;

type OutboxRow = RowDataPacket & { id: number; key: string; type: string; value: string };

/**
 * The messaging tables of a service on MySQL or MariaDB, with a transaction helper. Statements are prepared once per
 * connection.
 */
export class MysqlStore implements Outbox {
  protected readonly pool: Pool;
  private readonly service: string;

  protected constructor(pool: Pool, service: string) {
    this.pool = pool;
    this.service = service;
  }

  protected static async open(url: string, tables: string[]): Promise<Pool> {
    const pool = mysql.createPool({ uri: url, connectionLimit: CONNECTIONS, enableKeepAlive: true });
    for (const table of [
      `outbox (id BIGINT AUTO_INCREMENT PRIMARY KEY, \`key\` VARCHAR(32), type VARCHAR(32), value TEXT, sent TINYINT NOT NULL DEFAULT 0, INDEX unsent (sent, id))`,
      `inbox (event_id VARCHAR(64) PRIMARY KEY)`,
      ...tables,
    ]) {
      await pool.query(`CREATE TABLE IF NOT EXISTS ${table}`);
    }
    return pool;
  }

  async unsent(limit: number): Promise<FloorEvent[]> {
    const [rows] = await this.pool.query<OutboxRow[]>(
      'SELECT id, `key`, type, value FROM outbox WHERE sent = 0 ORDER BY id LIMIT ?',
      [limit],
    );
    return rows.map((row) => ({ id: `${this.service}-${row.id}`, key: row.key, type: row.type, value: row.value }));
  }

  async markSent(events: FloorEvent[]): Promise<void> {
    // Commit order can differ from id order, so only the rows that were read are marked.
    const ids = events.map(({ id }) => Number(id.slice(this.service.length + 1)));
    await this.pool.query('UPDATE outbox SET sent = 1 WHERE id IN (?)', [ids]);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  protected async transaction<T>(work: (tx: PoolConnection) => Promise<T>): Promise<T> {
    const tx = await this.pool.getConnection();
    try {
      await tx.query('BEGIN');
      const result = await work(tx);
      await tx.query('COMMIT');
      return result;
    } catch (error) {
      await tx.query('ROLLBACK');
      throw error;
    } finally {
      tx.release();
    }
  }

  protected async emit(tx: PoolConnection, key: string, type: string, value: string): Promise<void> {
    await tx.execute('INSERT INTO outbox (`key`, type, value) VALUES (?, ?, ?)', [key, type, value]);
  }

  /** Runs `work` in the transaction that records the event; does nothing when the event was recorded before. */
  protected async once(event: FloorEvent, work: (tx: PoolConnection) => Promise<void>): Promise<void> {
    try {
      await this.transaction(async (tx) => {
        await tx.execute('INSERT INTO inbox (event_id) VALUES (?)', [event.id]);
        await work(tx);
      });
    } catch (error) {
      if ((error as { errno?: number }).errno !== DUPLICATE) throw error;
    }
  }
}

export type { ResultSetHeader, RowDataPacket };
