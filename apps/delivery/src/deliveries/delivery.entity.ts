import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type DeliveryStatus = 'Shipped' | 'DeliveryCanceled';

/** What a delivery is for. */
export interface DeliveryOrder {
  orderId: number;
  paymentId?: number | null | undefined;
  customerId?: string | null | undefined;
}

/** The one delivery of an order. Once canceled it stays so: a payment that is heard of later ships nothing. */
@Entity('deliveries')
export class Delivery {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'payment_id', type: 'integer', nullable: true }) paymentId: number | null;
  @Column({ name: 'customer_id', type: 'varchar', nullable: true }) customerId: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  @Column({ type: 'varchar' }) status: DeliveryStatus;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  @Column({ type: 'integer' }) version: number;

  static ship(order: DeliveryOrder): Delivery {
    return Delivery.of(order, 'Shipped');
  }

  /** The order is cancelled before its payment was heard of. */
  static canceled(order: DeliveryOrder): Delivery {
    return Delivery.of(order, 'DeliveryCanceled');
  }

  /** `Shipped → DeliveryCanceled`. */
  cancel(now = new Date()): 'canceled' | 'unchanged' {
    if (this.status === 'DeliveryCanceled') return 'unchanged';
    this.status = 'DeliveryCanceled';
    this.updatedAt = now;
    return 'canceled';
  }

  private static of({ orderId, paymentId, customerId }: DeliveryOrder, status: DeliveryStatus): Delivery {
    const now = new Date();
    return Object.assign(new Delivery(), {
      orderId,
      paymentId: paymentId ?? null,
      customerId: customerId ?? null,
      status,
      createdAt: now,
      updatedAt: now,
      version: 1,
    });
  }
}
