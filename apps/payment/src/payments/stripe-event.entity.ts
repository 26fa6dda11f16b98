import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event of Stripe that had its effect: received again, it has none. */
@Entity('stripe_events')
export class StripeEvent {
  @PrimaryColumn() id: string;
  @Column() type: string;
  @Column({ name: 'received_at', ...instant }) receivedAt: Date;

  static of(id: string, type: string): StripeEvent {
    return Object.assign(new StripeEvent(), { id, type, receivedAt: new Date() });
  }
}
