import type { EventIdentity } from '@carshare/events';
import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event whose effect is committed: the row commits with the effect, so a repetition finds it. */
@Entity('inbox')
export class InboxEntry {
  @PrimaryColumn({ name: 'event_id' }) eventId: string;
  /** Empty in rows of versions that knew events by their id alone. */
  @PrimaryColumn() source: string;
  @Column({ name: 'received_at', ...instant }) receivedAt: Date;

  static of({ id: eventId, source }: Pick<EventIdentity, 'id' | 'source'>, receivedAt: Date): InboxEntry {
    return Object.assign(new InboxEntry(), { eventId, source, receivedAt });
  }
}
