import { instant } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Payment } from './payment.entity.js';

/** The record that an order's payment is cancelled: refunded, or never to be made. */
@Entity('payment_cancellations')
export class PaymentCancellation {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'product_id' }) productId: string;
  @Column({ type: 'integer' }) qty: number;
  @Column({ name: 'customer_id' }) customerId: string;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;

  static of({ orderId, productId, qty, customerId }: Payment): PaymentCancellation {
    return Object.assign(new PaymentCancellation(), { orderId, productId, qty, customerId, createdAt: new Date() });
  }
}
