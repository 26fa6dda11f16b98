import { wire, type EventBody, type FloorEvent } from '../kit/event.ts';
import type { OrderStore } from '../kit/ports.ts';
import { MysqlStore, type ResultSetHeader, type RowDataPacket } from './mysql.store.ts';

class OutOfStock extends Error {}

export class MysqlOrderStore extends MysqlStore implements OrderStore {
  private readonly prices = new Map<string, number>();

  static async connect(url: string): Promise<MysqlOrderStore> {
    const pool = await this.open(url, [
      'cars (product_id VARCHAR(16) PRIMARY KEY, price INT NOT NULL, stock INT NOT NULL)',
      `orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, product_id VARCHAR(16), qty INT, amount BIGINT, status VARCHAR(16),
        created_at DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3), updated_at DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3))`,
    ]);
    await pool.query(`INSERT IGNORE INTO cars VALUES ('1001', 4500, 1000)`);
    return new MysqlOrderStore(pool, 'order');
  }

  async create(productId: string, qty: number): Promise<{ id: number; amount: number } | undefined> {
    const price = await this.price(productId);
    if (price === undefined) return undefined;
    const amount = price * qty;
    try {
      const id = await this.transaction(async (tx) => {
        const insert = `INSERT INTO orders (product_id, qty, amount, status) VALUES (?, ?, ?, 'Pending')`;
        const [order] = await tx.execute<ResultSetHeader>(insert, [productId, qty, amount]);
        // Updates the row that all orders share last, so that its lock is held only during the commit.
        const take = 'UPDATE cars SET stock = stock - ? WHERE product_id = ? AND stock >= ?';
        const [taken] = await tx.execute<ResultSetHeader>(take, [qty, productId, qty]);
        if (taken.affectedRows === 0) throw new OutOfStock();
        return order.insertId;
      });
      return { id, amount };
    } catch (error) {
      if (error instanceof OutOfStock) return undefined;
      throw error;
    }
  }

  async place(id: number, productId: string, qty: number): Promise<void> {
    await this.transaction(async (tx) => {
      await tx.execute(`UPDATE orders SET status = 'Placed', updated_at = NOW(3) WHERE id = ? AND status = 'Pending'`, [
        id,
      ]);
      await this.emit(tx, String(id), 'Ordered', wire('Ordered', { id, productId, qty, status: 'order' }));
    });
  }

  async refuse(id: number, productId: string, qty: number): Promise<void> {
    await this.transaction(async (tx) => {
      const refuse = `UPDATE orders SET status = 'Refused', updated_at = NOW(3) WHERE id = ? AND status = 'Pending'`;
      const [moved] = await tx.execute<ResultSetHeader>(refuse, [id]);
      if (moved.affectedRows === 1) {
        await tx.execute('UPDATE cars SET stock = stock + ? WHERE product_id = ?', [qty, productId]);
      }
    });
  }

  async shipped(event: FloorEvent): Promise<void> {
    await this.once(event, async (tx) => {
      const { orderId } = JSON.parse(event.value) as EventBody;
      const ship = `UPDATE orders SET status = 'Shipped', updated_at = NOW(3) WHERE id = ? AND status IN ('Pending', 'Placed')`;
      await tx.execute(ship, [orderId ?? null]);
    });
  }

  async restock(productId: string, stock: number): Promise<void> {
    await this.pool.query('INSERT INTO cars VALUES (?, 4500, ?) ON DUPLICATE KEY UPDATE stock = VALUES(stock)', [
      productId,
      stock,
    ]);
  }

  private async price(productId: string): Promise<number | undefined> {
    const known = this.prices.get(productId);
    if (known !== undefined) return known;
    const [rows] = await this.pool.query<(RowDataPacket & { price: number })[]>(
      'SELECT price FROM cars WHERE product_id = ?',
      [productId],
    );
    if (rows[0]) this.prices.set(productId, rows[0].price);
    return rows[0]?.price;
  }
}
