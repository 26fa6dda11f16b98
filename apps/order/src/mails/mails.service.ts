import { CommitBatch, type Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { Booking } from '../bookings/booking.entity.js';
import { MailContact, type NewContact } from './mail-contact.entity.js';
import { Mail } from './mail.entity.js';
import type { MailedOrder } from './mailed-order.js';
import { keptFrom, mailsDueWith } from './schedule.js';
import type { MailKind } from './texts/mail-kind.js';

interface Noted {
  order: MailedOrder;
  /** Undefined when the order ended without a mail. */
  kind: MailKind | undefined;
}

/** A new order, and where its mails go. */
export interface Contacted {
  order: MailedOrder;
  contact: NewContact | undefined;
}

/** What the mails add to the order's transactions. Nothing is sent here. */
@Injectable()
export class MailsService {
  /** Written after the order's own update, whose version keeps two writers of one order apart. */
  private readonly noted = new CommitBatch<Noted>(
    async (tx, items) => {
      for (const { order, kind } of items) await this.write(tx, order, kind, new Date());
    },
    () => undefined,
  );

  constructor(private readonly config: OrderConfig) {}

  /** Keeps where the mails of new orders go. */
  async open(tx: Tx, opened: readonly Contacted[]): Promise<void> {
    const now = new Date();
    const contacts: MailContact[] = [];
    for (const { order, contact } of opened) {
      if (!contact) continue;
      const kept = keptFrom(order, await periodOf(tx, order), now) ?? now;
      contacts.push(MailContact.of(order.id, contact, kept, now));
    }
    await tx.insertAll(contacts);
  }

  /**
   * Makes the mails of a change of state due, in the transaction of that change. Repeated calls make no second mail.
   * @param kind what has happened; `due_soon` stands for the hand-over, `extended` for each further end
   */
  note(tx: Tx, order: MailedOrder, kind: MailKind): void {
    if (order.hasContact) this.noted.add(tx, { order, kind });
  }

  /** The order has ended, without a mail: the days begin after which its address is erased. */
  end(tx: Tx, order: MailedOrder): void {
    if (order.hasContact) this.noted.add(tx, { order, kind: undefined });
  }

  private async write(tx: Tx, order: MailedOrder, kind: MailKind | undefined, now: Date): Promise<void> {
    const period = await periodOf(tx, order);
    await tx.execute(
      'UPDATE mail_contacts SET kept_from = ?, version = version + 1 WHERE order_id = ? AND address IS NOT NULL',
      [keptFrom(order, period, now)?.getTime() ?? null, order.id],
    );
    if (kind === undefined) return;
    const known = await tx.findAll(Mail, 'orderId', [order.id]);
    for (const due of mailsDueWith(kind, order, period, this.config.mail, now)) {
      if (known.some((mail) => mail.kind === due.kind && mail.aboutEnd === due.aboutEnd)) continue;
      await tx.insert(Mail.of(order.id, due.kind, due.aboutEnd, due.dueAt, now));
    }
  }
}

async function periodOf(tx: Tx, order: MailedOrder): Promise<Booking | undefined> {
  return order.vehicleId === null ? undefined : tx.find(Booking, { orderId: order.id });
}
