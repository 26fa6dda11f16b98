import { Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Settlement as Lines } from '../pricing/settlement.js';

/** What the return of a booking costs beside its price, and what it refunds. It is computed once, when the car is back. */
@Entity('settlements')
export class Settlement {
  @PrimaryColumn({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'late_minor', ...bigint }) lateMinorUnits: number;
  @Column({ name: 'distance_minor', ...bigint }) distanceMinorUnits: number;
  @Column({ name: 'early_minor', ...bigint }) earlyMinorUnits: number;
  @Column() currency: string;
  @Column({ name: 'returned_at', ...instant }) returnedAt: Date;
  @Column({ type: 'integer' }) version: number;

  static of(orderId: number, { late, distance, early }: Lines, currency: string, returnedAt: Date): Settlement {
    return Object.assign(new Settlement(), {
      orderId,
      lateMinorUnits: late,
      distanceMinorUnits: distance,
      earlyMinorUnits: early,
      currency,
      returnedAt,
      version: 1,
    });
  }

  get late(): Money {
    return Money.ofMinorUnits(this.lateMinorUnits, this.currency);
  }

  get distance(): Money {
    return Money.ofMinorUnits(this.distanceMinorUnits, this.currency);
  }

  get early(): Money {
    return Money.ofMinorUnits(this.earlyMinorUnits, this.currency);
  }

  /** What is charged; negative when it is refunded. */
  get net(): Money {
    return this.late.plus(this.distance).minus(this.early);
  }
}
