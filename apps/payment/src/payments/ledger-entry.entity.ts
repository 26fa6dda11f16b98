import { bigint, instant } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Payment } from './payment.entity.js';

/** A movement of money. The ledger is only ever appended to; an order has at most one charge and one refund. */
@Entity('ledger')
export class LedgerEntry {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ type: 'varchar' }) kind: 'charge' | 'refund';
  /** In cents, positive for either kind. */
  @Column(bigint) amount: number;
  @Column() currency: string;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;

  static of(kind: 'charge' | 'refund', { orderId, amount, currency }: Payment): LedgerEntry {
    return Object.assign(new LedgerEntry(), { orderId, kind, amount, currency, createdAt: new Date() });
  }
}
