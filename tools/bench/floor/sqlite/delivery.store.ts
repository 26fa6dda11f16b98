import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { wire, type EventBody, type FloorEvent } from '../kit/event.ts';
import type { DeliveryStore } from '../kit/ports.ts';
import { SqliteStore } from './outbox.store.ts';

export class SqliteDeliveryStore extends SqliteStore implements DeliveryStore {
  private readonly insert: StatementSync;

  constructor(db: DatabaseSync) {
    super(db, 'delivery');
    db.exec(
      `CREATE TABLE IF NOT EXISTS deliveries (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER UNIQUE, payment_id INTEGER, status TEXT, created_at TEXT)`,
    );
    this.insert = db.prepare(
      `INSERT INTO deliveries (order_id, payment_id, status, created_at) VALUES (?, ?, 'Shipped', ?)`,
    );
  }

  ship(event: FloorEvent): void {
    this.transaction(() => {
      if (!this.first(event)) return;
      const { id: paymentId, orderId = 0 } = JSON.parse(event.value) as EventBody;
      const id = Number(this.insert.run(orderId, paymentId, new Date().toISOString()).lastInsertRowid);
      this.emit(String(orderId), 'Shipped', wire('Shipped', { id, orderId, paymentId, status: 'Shipped' }));
    });
  }
}
