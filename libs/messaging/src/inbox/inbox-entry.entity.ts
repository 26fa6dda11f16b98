import { instant } from '@carshare/service-kit';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event whose effect is committed: the row commits with the effect, so a repetition finds it. */
@Entity('inbox')
export class InboxEntry {
  @PrimaryColumn({ name: 'event_id' }) eventId: string;
  @Column({ name: 'received_at', ...instant }) receivedAt: Date;

  static of(eventId: string, receivedAt: Date): InboxEntry {
    return Object.assign(new InboxEntry(), { eventId, receivedAt });
  }
}
