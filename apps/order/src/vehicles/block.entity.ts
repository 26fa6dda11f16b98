import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Interval } from './occupation.entity.js';

/** A time in which an operator keeps a vehicle from being booked. Its occupations fill the free parts of that time. */
@Entity('blocks')
export class Block implements Interval {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'vehicle_id', type: 'integer' }) vehicleId: number;
  @Column({ name: 'starts_at', ...instant }) startsAt: Date;
  @Column({ name: 'ends_at', ...instant }) endsAt: Date;
  @Column() reason: string;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;

  static of(vehicleId: number, { startsAt, endsAt }: Interval, reason: string, now = new Date()): Block {
    return Object.assign(new Block(), { vehicleId, startsAt, endsAt, reason, createdAt: now });
  }
}
