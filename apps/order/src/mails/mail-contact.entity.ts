import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language } from './texts/language.js';

/**
 * Where the mails about an order go. Personal data: it stands in no event and in no log, and is erased some days after the order ended,
 * like the place of a booking.
 */
@Entity('mail_contacts')
export class MailContact {
  @PrimaryColumn({ name: 'order_id', type: 'integer' }) orderId: number;
  /** Null once it is erased. */
  @Column({ type: 'varchar', nullable: true }) address: string | null;
  @Column({ type: 'varchar' }) language: Language;
  /** Since when the customer wants no mails; null while they do. */
  @Column({ name: 'opted_out_at', ...instant, nullable: true }) optedOutAt: Date | null;
  /** When the days begin after which the address is erased; null while the customer has the car, and once it is erased. */
  @Column({ name: 'kept_from', ...instant, nullable: true }) keptFrom: Date | null;
  @Column({ type: 'integer' }) version: number;

  static of(orderId: number, contact: NewContact, keptFrom: Date, now: Date): MailContact {
    const { address, language, isEnabled } = contact;
    return Object.assign(new MailContact(), {
      orderId,
      address,
      language,
      optedOutAt: isEnabled ? null : now,
      keptFrom,
      version: 1,
    });
  }

  get isEnabled(): boolean {
    return this.optedOutAt === null;
  }

  /** Starts or stops the mails. @returns whether that changes anything */
  enable(isEnabled: boolean, now = new Date()): boolean {
    if (isEnabled === this.isEnabled) return false;
    this.optedOutAt = isEnabled ? null : now;
    return true;
  }
}

/** Where the mails about a new order go. */
export interface NewContact {
  address: string;
  language: Language;
  isEnabled: boolean;
}
