import pg from 'pg';
import type { FloorEvent } from '../kit/event.ts';
import { facts } from '../kit/facts.ts';
import type { Page, PageStore } from '../kit/ports.ts';

const CONNECTIONS = 12;
// One transaction with a lock: two replicas that start at the same moment would both create the tables.
const TABLES = `
  SELECT pg_advisory_xact_lock(1);
  CREATE TABLE IF NOT EXISTS inbox (event_id VARCHAR(64) PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS pages (order_id BIGINT PRIMARY KEY, product_id VARCHAR(16), qty INT, status VARCHAR(16), payment_id BIGINT, delivery_id BIGINT, updated_at TIMESTAMPTZ)`;

// One statement, one commit: the page changes only when the inbox accepts the event.
const APPLY = `
  WITH first AS (INSERT INTO inbox VALUES ($8) ON CONFLICT DO NOTHING RETURNING 1)
  INSERT INTO pages AS p SELECT $1::bigint, $2, $3::int, $4, $5::bigint, $6::bigint, $7::timestamptz FROM first
  ON CONFLICT (order_id) DO UPDATE SET product_id = coalesce(excluded.product_id, p.product_id), qty = coalesce(excluded.qty, p.qty),
    payment_id = coalesce(excluded.payment_id, p.payment_id), delivery_id = coalesce(excluded.delivery_id, p.delivery_id), updated_at = excluded.updated_at,
    status = CASE WHEN coalesce(excluded.delivery_id, p.delivery_id) IS NOT NULL THEN 'Shipped'
      WHEN coalesce(excluded.payment_id, p.payment_id) IS NOT NULL THEN 'Paid' ELSE 'Placed' END`;
const FIND = `SELECT order_id AS "orderId", product_id AS "productId", qty, status, payment_id AS "paymentId", delivery_id AS "deliveryId" FROM pages WHERE order_id = $1`;

export class PgPageStore implements PageStore {
  private readonly pool: pg.Pool;

  private constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  static async connect(url: string): Promise<PgPageStore> {
    const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
    await pool.query(TABLES);
    return new PgPageStore(pool);
  }

  async apply(event: FloorEvent): Promise<void> {
    await this.pool.query({ name: 'apply', text: APPLY, values: [...facts(event), event.id] });
  }

  async find(orderId: number): Promise<Page | undefined> {
    const { rows } = await this.pool.query<Page>({ name: 'find', text: FIND, values: [orderId] });
    return rows[0];
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
