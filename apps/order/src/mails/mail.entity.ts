import { bigint, instant } from '@carshare/persistence';
import { uuidv7 } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { MailKind } from './texts/mail-kind.js';

/**
 * How a mail ended:
 *
 * | outcome      | means                                                             |
 * | ------------ | ----------------------------------------------------------------- |
 * | `sent`       | the server has taken it                                           |
 * | `outdated`   | it was no longer true when it was to be sent                      |
 * | `opted_out`  | the customer wants no mails about the order                       |
 * | `no_address` | the address was erased before                                     |
 * | `refused`    | the server refuses the address, or this mail, for good            |
 * | `expired`    | it could not be sent for 5 days                                   |
 */
export type MailOutcome = 'sent' | 'outdated' | 'opted_out' | 'no_address' | 'refused' | 'expired';

const BACKOFF_MS = 5_000;
const BACKOFF_MAX_MS = 15 * 60_000;

/** A mail that is due, or was. It contains no address and no text: both are read when it is sent. */
@Entity('mails')
export class Mail {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ type: 'varchar' }) kind: MailKind;
  /** The planned end that the mail is about, in epoch milliseconds; 0 for a kind that an order has once. */
  @Column({ name: 'about_end', ...bigint }) aboutEnd: number;
  /** The left part of the Message-ID. Ids of other installations with the same sender differ. */
  @Column({ name: 'message_id', type: 'varchar' }) messageId: string;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  /** When the sweeper looks at it next; null once it has an outcome. */
  @Column({ name: 'due_at', ...instant, nullable: true }) dueAt: Date | null;
  @Column({ type: 'integer' }) attempts: number;
  @Column({ type: 'varchar', nullable: true }) outcome: MailOutcome | null;
  @Column({ name: 'settled_at', ...instant, nullable: true }) settledAt: Date | null;
  @Column({ type: 'integer' }) version: number;

  static of(orderId: number, kind: MailKind, aboutEnd: number, dueAt: Date, now: Date): Mail {
    return Object.assign(new Mail(), {
      orderId,
      kind,
      aboutEnd,
      messageId: uuidv7(),
      createdAt: now,
      dueAt,
      attempts: 0,
      outcome: null,
      settledAt: null,
      version: 1,
    });
  }

  /** One replica sends it; when that one dies, another may from then on. */
  claim(until: Date): void {
    this.dueAt = until;
    this.attempts += 1;
  }

  /** An attempt failed: the wait for the next one doubles each time, from 10 s to 15 minutes. */
  postpone(now: Date): void {
    this.dueAt = new Date(now.getTime() + Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(this.attempts, 10)));
  }

  settle(outcome: MailOutcome, now: Date): void {
    this.dueAt = null;
    this.outcome = outcome;
    this.settledAt = now;
  }
}
