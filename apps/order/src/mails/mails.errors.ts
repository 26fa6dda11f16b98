import { DomainError } from '@carshare/service-kit';

/** The order does not exist, or belongs to another customer. */
export class MailsNotFound extends DomainError {
  constructor(orderId: number) {
    super('order.not_found', 404, `There is no order ${orderId}.`);
  }
}

export class NoMailAddress extends DomainError {
  constructor(orderId: number) {
    super(
      'mails.no_address',
      409,
      `No mails can be sent about order ${orderId}: no address was given with it. Give one with the next order.`,
    );
  }
}

/** The token was never issued, or the address of its order is erased. */
export class UnsubscribeLinkUnknown extends DomainError {
  constructor() {
    super('mails.link_unknown', 404, 'This link is not valid any more. No mails are sent for it.');
  }
}
