import { toHundredths } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { fingerprint } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { PayOrder } from './payment.dto.js';

/** `OrderApproved` holds money, `PaymentCancelled` gave it back; `Declined` and `Voided` never held any and are not shown. */
export type PaymentStatus = 'OrderApproved' | 'PaymentCancelled' | 'Declined' | 'Voided';

/** The one payment of an order, or the record that there was and will be none. */
@Entity('payments')
export class Payment {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'product_id' }) productId: string;
  @Column({ type: 'integer' }) qty: number;
  /** In hundredths of the major unit; 0 where the request named no amount. */
  @Column(bigint) amount: number;
  @Column() currency: string;
  @Column({ name: 'customer_id' }) customerId: string;
  @Column({ type: 'varchar' }) status: PaymentStatus;
  /** The provider's name for the charge. */
  @Column({ type: 'varchar', nullable: true }) reference: string | null;
  /** Why the provider declined. */
  @Column({ type: 'varchar', nullable: true }) reason: string | null;
  @Column({ name: 'request_hash' }) requestHash: string;
  /** Null where no payment was asked for. */
  @Column({ name: 'idempotency_key', type: 'varchar', nullable: true }) idempotencyKey: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  @Column({ type: 'integer' }) version: number;

  static approve(request: PayOrder, reference: string, idempotencyKey: string): Payment {
    return Payment.of(request, 'OrderApproved', { reference, idempotencyKey });
  }

  static decline(request: PayOrder, reason: string, idempotencyKey: string): Payment {
    return Payment.of(request, 'Declined', { reason: reason.slice(0, 255), idempotencyKey });
  }

  /** Stands in the way of a payment that arrives after its order was given up. */
  static void(order: { orderId: number; productId: string; qty: number }): Payment {
    return Payment.of({ ...order, amount: 0, currency: 'EUR', customerId: '' }, 'Voided', {});
  }

  /** The money is returned: `OrderApproved → PaymentCancelled`. A payment in another status holds none and stays as it is. */
  cancel(now = new Date()): 'cancelled' | 'unchanged' {
    if (this.status !== 'OrderApproved') return 'unchanged';
    this.status = 'PaymentCancelled';
    this.updatedAt = now;
    return 'cancelled';
  }

  private static of(request: PayOrder, status: PaymentStatus, more: Partial<Payment>): Payment {
    const now = new Date();
    return Object.assign(new Payment(), {
      orderId: request.orderId,
      productId: request.productId,
      qty: request.qty,
      amount: toHundredths(request.amount ?? 0),
      currency: request.currency,
      customerId: request.customerId,
      status,
      reference: null,
      reason: null,
      requestHash: fingerprint(request),
      idempotencyKey: null,
      createdAt: now,
      updatedAt: now,
      version: 1,
      ...more,
    });
  }
}
