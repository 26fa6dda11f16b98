import { instant } from '@carshare/persistence';
import { fingerprint } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Delivery, DeliveryOrder } from './delivery.entity.js';

/** The record that an order's delivery is cancelled. */
@Entity('cancellations')
export class Cancellation {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'payment_id', type: 'integer', nullable: true }) paymentId: number | null;
  @Column({ name: 'customer_id', type: 'varchar', nullable: true }) customerId: string | null;
  @Column({ name: 'request_hash' }) requestHash: string;
  @Column({ name: 'idempotency_key' }) idempotencyKey: string;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;

  static of(delivery: Delivery, request: DeliveryOrder, idempotencyKey: string): Cancellation {
    const { orderId, paymentId, customerId } = delivery;
    const requestHash = fingerprint(request);
    const createdAt = new Date();
    return Object.assign(new Cancellation(), {
      orderId,
      paymentId,
      customerId,
      requestHash,
      idempotencyKey,
      createdAt,
    });
  }
}
