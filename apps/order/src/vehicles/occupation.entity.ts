import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A half-open interval of time. */
export interface Interval {
  startsAt: Date;
  endsAt: Date;
}

/** An interval in which a vehicle is taken. It contains the time before and after the rental; those of one vehicle never overlap. */
@Entity('occupations')
export class Occupation implements Interval {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'vehicle_id', type: 'integer' }) vehicleId: number;
  @Column({ name: 'starts_at', ...instant }) startsAt: Date;
  @Column({ name: 'ends_at', ...instant }) endsAt: Date;
  @Column({ type: 'varchar' }) kind: 'booking' | 'block';
  /** Null for a block. */
  @Column({ name: 'order_id', type: 'integer', nullable: true }) orderId: number | null;
  /** Null for a booking. */
  @Column({ name: 'block_id', type: 'integer', nullable: true }) blockId: number | null;

  static ofBooking(vehicleId: number, orderId: number, { startsAt, endsAt }: Interval): Occupation {
    return Object.assign(new Occupation(), {
      vehicleId,
      startsAt,
      endsAt,
      kind: 'booking' as const,
      orderId,
      blockId: null,
    });
  }

  static ofBlock(vehicleId: number, blockId: number, { startsAt, endsAt }: Interval): Occupation {
    return Object.assign(new Occupation(), {
      vehicleId,
      startsAt,
      endsAt,
      kind: 'block' as const,
      orderId: null,
      blockId,
    });
  }
}
