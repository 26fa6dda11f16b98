import { Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export const OWED_STATUSES = ['Open', 'Paid', 'Waived'] as const;
export type OwedStatus = (typeof OWED_STATUSES)[number];

/** What the customer of a completed order has not paid. It ends by a payment, or because an operator waives it. */
@Entity('owed_amounts')
export class OwedAmount {
  @PrimaryColumn({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'customer_id' }) customerId: string;
  @Column({ name: 'amount_minor', ...bigint }) minorUnits: number;
  @Column() currency: string;
  @Column({ type: 'varchar' }) reason: 'settlement';
  @Column({ type: 'varchar' }) status: OwedStatus;
  @Column({ ...instant }) since: Date;
  @Column({ type: 'integer' }) version: number;

  static of(orderId: number, customerId: string, amount: Money, now = new Date()): OwedAmount {
    return Object.assign(new OwedAmount(), {
      orderId,
      customerId,
      minorUnits: amount.minorUnits,
      currency: amount.currency,
      reason: 'settlement' as const,
      status: 'Open' as const,
      since: now,
      version: 1,
    });
  }

  get amount(): Money {
    return Money.ofMinorUnits(this.minorUnits, this.currency);
  }

  /** What is still to be paid. */
  get owed(): Money {
    return this.status === 'Open' ? this.amount : Money.zero(this.currency);
  }

  /** The customer has paid it. */
  pay(): 'paid' | 'unchanged' {
    if (this.status !== 'Open') return 'unchanged';
    this.status = 'Paid';
    return 'paid';
  }

  /** The operator forgoes it. */
  waive(): 'waived' | 'unchanged' {
    if (this.status !== 'Open') return 'unchanged';
    this.status = 'Waived';
    return 'waived';
  }
}
