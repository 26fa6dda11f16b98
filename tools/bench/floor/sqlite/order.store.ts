import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { wire, type EventBody, type FloorEvent } from '../kit/event.ts';
import type { OrderStore } from '../kit/ports.ts';
import { SqliteStore } from './outbox.store.ts';

export class SqliteOrderStore extends SqliteStore implements OrderStore {
  private readonly take: StatementSync;
  private readonly insert: StatementSync;
  private readonly move: StatementSync;
  private readonly ship: StatementSync;
  private readonly giveBack: StatementSync;

  constructor(db: DatabaseSync) {
    super(db, 'order');
    db.exec(`
      CREATE TABLE IF NOT EXISTS cars (product_id TEXT PRIMARY KEY, price INTEGER NOT NULL, stock INTEGER NOT NULL) WITHOUT ROWID;
      INSERT OR IGNORE INTO cars VALUES ('1001', 4500, 1000);
      CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY AUTOINCREMENT, product_id TEXT, qty INTEGER, amount INTEGER, status TEXT,
        created_at TEXT, updated_at TEXT)`);
    this.take = db.prepare('UPDATE cars SET stock = stock - ?1 WHERE product_id = ?2 AND stock >= ?1 RETURNING price');
    this.insert = db.prepare(
      `INSERT INTO orders (product_id, qty, amount, status, created_at, updated_at) VALUES (?1, ?2, ?3, 'Pending', ?4, ?4)`,
    );
    this.move = db.prepare(`UPDATE orders SET status = ?1, updated_at = ?2 WHERE id = ?3 AND status = 'Pending'`);
    this.ship = db.prepare(
      `UPDATE orders SET status = 'Shipped', updated_at = ?1 WHERE id = ?2 AND status IN ('Pending', 'Placed')`,
    );
    this.giveBack = db.prepare('UPDATE cars SET stock = stock + ? WHERE product_id = ?');
  }

  create(productId: string, qty: number): { id: number; amount: number } | undefined {
    return this.transaction(() => {
      const car = this.take.get(qty, productId);
      if (!car) return undefined;
      const amount = Number(car['price']) * qty;
      const { lastInsertRowid } = this.insert.run(productId, qty, amount, new Date().toISOString());
      return { id: Number(lastInsertRowid), amount };
    });
  }

  place(id: number, productId: string, qty: number): void {
    this.transaction(() => {
      this.move.run('Placed', new Date().toISOString(), id);
      this.emit(String(id), 'Ordered', wire('Ordered', { id, productId, qty, status: 'order' }));
    });
  }

  refuse(id: number, productId: string, qty: number): void {
    this.transaction(() => {
      if (this.move.run('Refused', new Date().toISOString(), id).changes === 1) this.giveBack.run(qty, productId);
    });
  }

  shipped(event: FloorEvent): void {
    this.transaction(() => {
      if (!this.first(event)) return;
      const { orderId } = JSON.parse(event.value) as EventBody;
      this.ship.run(new Date().toISOString(), orderId ?? null);
    });
  }

  restock(productId: string, stock: number): void {
    this.db
      .prepare('INSERT INTO cars VALUES (?, 4500, ?) ON CONFLICT (product_id) DO UPDATE SET stock = excluded.stock')
      .run(productId, stock);
  }
}
