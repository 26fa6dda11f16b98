import type { WireMessage } from '@carshare/events';
import { instant } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Why an event waits for an operator. */
export type StuckKind =
  /** It can never be handled as it is. */
  | 'dead'
  /** Its handler keeps failing, or an earlier event of its key waits. */
  | 'parked';

/** An event that was taken off the topic without its effect, kept whole with the reason. */
@Entity('stuck_events')
export class StuckEvent {
  @PrimaryGeneratedColumn('increment') id: number;
  @Column({ type: 'varchar' }) kind: StuckKind;
  @Column({ name: 'message_key' }) messageKey: string;
  @Column({ type: 'text' }) value: string;
  @Column({ type: 'text' }) headers: string;
  @Column({ type: 'text' }) reason: string;
  @Column({ name: 'stuck_at', ...instant }) stuckAt: Date;

  static of(kind: StuckKind, message: WireMessage, reason: string): StuckEvent {
    const event = new StuckEvent();
    event.kind = kind;
    event.messageKey = message.key.slice(0, 100);
    event.value = message.value;
    event.headers = JSON.stringify(message.headers);
    event.reason = reason.slice(0, 2000);
    event.stuckAt = new Date();
    return event;
  }

  get message(): WireMessage {
    return { key: this.messageKey, value: this.value, headers: JSON.parse(this.headers) as Record<string, string> };
  }
}
