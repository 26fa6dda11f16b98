import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FloorEvent } from '../kit/event.ts';
import { facts } from '../kit/facts.ts';
import type { Page, PageStore } from '../kit/ports.ts';
import { SqliteStore } from './outbox.store.ts';

export class SqlitePageStore extends SqliteStore implements PageStore {
  private readonly upsert: StatementSync;
  private readonly byOrder: StatementSync;

  constructor(db: DatabaseSync) {
    super(db, 'customerpage');
    db.exec(
      `CREATE TABLE IF NOT EXISTS pages (order_id INTEGER PRIMARY KEY, product_id TEXT, qty INTEGER, status TEXT, payment_id INTEGER, delivery_id INTEGER, updated_at TEXT)`,
    );
    this.upsert = db.prepare(`
      INSERT INTO pages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT (order_id) DO UPDATE SET product_id = coalesce(?2, product_id), qty = coalesce(?3, qty), payment_id = coalesce(?5, payment_id),
        delivery_id = coalesce(?6, delivery_id), updated_at = ?7,
        status = CASE WHEN coalesce(?6, delivery_id) IS NOT NULL THEN 'Shipped' WHEN coalesce(?5, payment_id) IS NOT NULL THEN 'Paid' ELSE 'Placed' END`);
    this.byOrder = db.prepare(
      'SELECT order_id AS orderId, product_id AS productId, qty, status, payment_id AS paymentId, delivery_id AS deliveryId FROM pages WHERE order_id = ?',
    );
  }

  apply(event: FloorEvent): void {
    this.transaction(() => {
      if (this.first(event)) this.upsert.run(...facts(event));
    });
  }

  find(orderId: number): Page | undefined {
    return this.byOrder.get(orderId) as unknown as Page | undefined;
  }
}
