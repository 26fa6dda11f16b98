import type { Format } from './format.js';
import type { FactLine, MailFacts } from './mail-facts.js';
import type { MailKind } from './mail-kind.js';

/** The text of one mail. */
export interface Wording {
  subject: string;
  paragraphs: string[];
  facts: FactLine[];
}

/** The mails in one language. */
export interface Texts {
  write(kind: MailKind, facts: MailFacts, format: Format): Wording;
  /** The link to the customer's rentals. */
  rentals: string;
  /** Why the customer gets the mail, before the link that ends it. */
  reason(orderId: number): string;
  /** The link that ends the mails of the order. */
  unsubscribe: string;
  page: {
    title: string;
    question(orderId: number): string;
    confirm: string;
    done(orderId: number): string;
  };
}
