import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { wire } from '../kit/event.ts';
import type { PaymentStore } from '../kit/ports.ts';
import { SqliteStore } from './outbox.store.ts';

export class SqlitePaymentStore extends SqliteStore implements PaymentStore {
  private readonly byOrder: StatementSync;
  private readonly insert: StatementSync;
  private readonly charge: StatementSync;

  constructor(db: DatabaseSync) {
    super(db, 'payment');
    db.exec(`
      CREATE TABLE IF NOT EXISTS payments (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER UNIQUE, product_id TEXT, qty INTEGER, amount INTEGER, status TEXT);
      CREATE TABLE IF NOT EXISTS ledger (id INTEGER PRIMARY KEY AUTOINCREMENT, payment_id INTEGER, kind TEXT, amount INTEGER, UNIQUE (payment_id, kind))`);
    this.byOrder = db.prepare('SELECT id FROM payments WHERE order_id = ?');
    this.insert = db.prepare(
      `INSERT INTO payments (order_id, product_id, qty, amount, status) VALUES (?, ?, ?, ?, 'OrderApproved')`,
    );
    this.charge = db.prepare(`INSERT INTO ledger (payment_id, kind, amount) VALUES (?, 'charge', ?)`);
  }

  pay(orderId: number, productId: string, qty: number, amount: number): number {
    return this.transaction(() => {
      const known = this.byOrder.get(orderId);
      if (known) return Number(known['id']);
      const id = Number(this.insert.run(orderId, productId, qty, amount).lastInsertRowid);
      this.charge.run(id, amount);
      this.emit(String(orderId), 'Paid', wire('Paid', { id, orderId, productId, qty, status: 'OrderApproved' }));
      return id;
    });
  }
}
