import { moneyIn, type Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one charge of an order at the provider, stored before it can move money, so that it is found without any key. */
@Entity('provider_charges')
export class ProviderCharge {
  @PrimaryColumn({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column() reference: string;
  @Column({ name: 'amount_minor', ...bigint, nullable: true }) minorUnits: number | null;
  @Column({ name: 'amount', ...bigint, nullable: true }) hundredths: number | null;
  @Column({ type: 'varchar', nullable: true }) currency: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  /** Set when the provider reported money for it before the order had a payment: when to look whether it has one. */
  @Column({ name: 'due_at', ...instant, nullable: true }) dueAt: Date | null;
  @Column({ type: 'integer' }) version: number;

  /** The amount that the provider reported; null until then. */
  get amount(): Money | null {
    const { minorUnits, hundredths, currency } = this;
    return hundredths === null ? null : moneyIn({ minorUnits, hundredths, currency });
  }

  static of(orderId: number, reference: string): ProviderCharge {
    return Object.assign(new ProviderCharge(), {
      orderId,
      reference,
      minorUnits: null,
      hundredths: null,
      currency: null,
      createdAt: new Date(),
      dueAt: null,
      version: 1,
    });
  }
}
