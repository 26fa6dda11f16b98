import { wire, type EventBody, type FloorEvent } from '../kit/event.ts';
import type { DeliveryStore } from '../kit/ports.ts';
import { MysqlStore, type ResultSetHeader } from './mysql.store.ts';

export class MysqlDeliveryStore extends MysqlStore implements DeliveryStore {
  static async connect(url: string): Promise<MysqlDeliveryStore> {
    const pool = await this.open(url, [
      `deliveries (id BIGINT AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNIQUE, payment_id BIGINT, status VARCHAR(24), created_at DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3))`,
    ]);
    return new MysqlDeliveryStore(pool, 'delivery');
  }

  async ship(event: FloorEvent): Promise<void> {
    await this.once(event, async (tx) => {
      const { id: paymentId, orderId = 0 } = JSON.parse(event.value) as EventBody;
      const insert = `INSERT INTO deliveries (order_id, payment_id, status) VALUES (?, ?, 'Shipped')`;
      const [added] = await tx.execute<ResultSetHeader>(insert, [orderId, paymentId]);
      const id = added.insertId;
      await this.emit(tx, String(orderId), 'Shipped', wire('Shipped', { id, orderId, paymentId, status: 'Shipped' }));
    });
  }
}
