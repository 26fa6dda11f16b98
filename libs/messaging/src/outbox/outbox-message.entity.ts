import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** An event that is committed with the state change that it reports, and published by the relay. */
@Entity('outbox')
export class OutboxMessage {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) id: number;
  @Column({ name: 'event_id' }) eventId: string;
  @Column() type: string;
  @Column({ name: 'message_key', ...bigint }) messageKey: number;
  @Column({ type: 'text' }) value: string;
  @Column({ type: 'text' }) headers: string;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  /** Null until the log has acknowledged it. */
  @Column({ name: 'sent_at', ...instant, nullable: true }) sentAt: Date | null = null;
}
