import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Language } from './calendar-texts.js';

/** Whose calendar a feed contains. */
export type FeedOwner = { customerId: string } | { vehicleId: number };

/** A private calendar. Its token is the only key to it: the calendar contains no place, and its owner can revoke the token. */
@Entity('calendar_feeds')
export class CalendarFeed {
  @PrimaryGeneratedColumn() id: number;
  /** The token's SHA-256; the token itself is in the address of the feed alone. */
  @Column({ name: 'token_hash' }) tokenHash: string;
  @Column({ name: 'customer_id', type: 'varchar', nullable: true }) customerId: string | null;
  @Column({ name: 'vehicle_id', type: 'integer', nullable: true }) vehicleId: number | null;
  @Column({ type: 'varchar' }) language: Language;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;

  static of(owner: FeedOwner, tokenHash: string, language: Language, now = new Date()): CalendarFeed {
    const none = { customerId: null, vehicleId: null };
    return Object.assign(new CalendarFeed(), { ...none, ...owner, tokenHash, language, createdAt: now });
  }
}
