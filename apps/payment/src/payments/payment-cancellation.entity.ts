import { instant } from '@carshare/persistence';
import { fingerprint } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { AskedPayment, Payment } from './payment.entity.js';

/** The record that an order's payment is cancelled: refunded, or never to be made. */
@Entity('payment_cancellations')
export class PaymentCancellation {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'product_id' }) productId: string;
  @Column({ type: 'integer' }) qty: number;
  @Column({ name: 'customer_id' }) customerId: string;
  @Column({ name: 'request_hash' }) requestHash: string;
  @Column({ name: 'idempotency_key' }) idempotencyKey: string;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;

  static of(
    payment: Payment,
    request: Pick<AskedPayment, 'orderId' | 'productId' | 'qty'>,
    idempotencyKey: string,
  ): PaymentCancellation {
    const { orderId, customerId } = payment;
    // A void by an operator knows nothing of the car.
    const { productId, qty } = payment.status === 'Voided' ? request : payment;
    const requestHash = fingerprint(request);
    const createdAt = new Date();
    return Object.assign(new PaymentCancellation(), {
      orderId,
      productId,
      qty,
      customerId,
      requestHash,
      idempotencyKey,
      createdAt,
    });
  }
}
