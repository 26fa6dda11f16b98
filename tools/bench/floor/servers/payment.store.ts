import { wire } from '../kit/event.ts';
import type { PaymentStore } from '../kit/ports.ts';
import { MysqlStore, type ResultSetHeader, type RowDataPacket } from './mysql.store.ts';

export class MysqlPaymentStore extends MysqlStore implements PaymentStore {
  static async connect(url: string): Promise<MysqlPaymentStore> {
    const pool = await this.open(url, [
      `payments (id BIGINT AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNIQUE, product_id VARCHAR(16), qty INT, amount BIGINT, status VARCHAR(24))`,
      `ledger (id BIGINT AUTO_INCREMENT PRIMARY KEY, payment_id BIGINT, kind VARCHAR(8), amount BIGINT, UNIQUE (payment_id, kind))`,
    ]);
    return new MysqlPaymentStore(pool, 'payment');
  }

  async pay(orderId: number, productId: string, qty: number, amount: number): Promise<number> {
    return this.transaction(async (tx) => {
      const insert = `INSERT IGNORE INTO payments (order_id, product_id, qty, amount, status) VALUES (?, ?, ?, ?, 'OrderApproved')`;
      const [added] = await tx.execute<ResultSetHeader>(insert, [orderId, productId, qty, amount]);
      if (added.affectedRows === 0) {
        const [known] = await tx.execute<(RowDataPacket & { id: number })[]>(
          'SELECT id FROM payments WHERE order_id = ?',
          [orderId],
        );
        return known[0]?.id ?? 0;
      }
      const id = added.insertId;
      await tx.execute(`INSERT INTO ledger (payment_id, kind, amount) VALUES (?, 'charge', ?)`, [id, amount]);
      await this.emit(
        tx,
        String(orderId),
        'Paid',
        wire('Paid', { id, orderId, productId, qty, status: 'OrderApproved' }),
      );
      return id;
    });
  }
}
