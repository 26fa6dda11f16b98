import { UnitOfWork, type Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { MailContact } from './mail-contact.entity.js';
import { digestOf, MailToken } from './mail-token.entity.js';
import { MailsNotFound, NoMailAddress, UnsubscribeLinkUnknown } from './mails.errors.js';

/** Starts and stops the mails about an order. */
@Injectable()
export class ContactsService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The contact of the caller's own order. @throws {MailsNotFound} */
  get(orderId: number, caller: Principal): Promise<MailContact | undefined> {
    return this.unitOfWork.transaction((tx) => ownContact(tx, orderId, caller));
  }

  /** @throws {DomainError} 404; 409 when mails are wanted and there is no address */
  enable(orderId: number, caller: Principal, isEnabled: boolean): Promise<MailContact | undefined> {
    return this.unitOfWork.transaction(async (tx) => {
      const contact = await ownContact(tx, orderId, caller);
      if (isEnabled && (contact?.address ?? null) === null) throw new NoMailAddress(orderId);
      if (contact?.enable(isEnabled) === true) await tx.update(contact);
      return contact;
    });
  }

  /** The contact that a link of a mail belongs to. @throws {UnsubscribeLinkUnknown} */
  find(token: string): Promise<MailContact> {
    return this.unitOfWork.transaction((tx) => contactOfToken(tx, token));
  }

  /** Stops the mails; also when they are stopped already. @throws {UnsubscribeLinkUnknown} */
  unsubscribe(token: string): Promise<MailContact> {
    return this.unitOfWork.transaction(async (tx) => {
      const contact = await contactOfToken(tx, token);
      if (contact.enable(false)) await tx.update(contact);
      return contact;
    });
  }
}

/** The mails are the customer's own matter: an operator reads their outcomes in the order's timeline. */
async function ownContact(tx: Tx, orderId: number, caller: Principal): Promise<MailContact | undefined> {
  const [order] = await tx.query<{ customer_id: string }>('SELECT customer_id FROM orders WHERE id = ?', [orderId]);
  if (order?.customer_id !== caller.customerId) throw new MailsNotFound(orderId);
  return tx.find(MailContact, { orderId });
}

async function contactOfToken(tx: Tx, token: string): Promise<MailContact> {
  const known = await tx.find(MailToken, { tokenHash: digestOf(token) });
  const contact = known && (await tx.find(MailContact, { orderId: known.orderId }));
  if (!contact) throw new UnsubscribeLinkUnknown();
  return contact;
}
