import type { Money, OrderStatus } from '@carshare/events';

/** What the mails say of an order, as it is when a mail is sent. */
export interface MailFacts {
  orderId: number;
  status: OrderStatus;
  model: string;
  qty: number;
  /** Of a booking, as are the three below. */
  from: Date | null;
  to: Date | null;
  plate: string | null;
  place: string | null;
  /** What the order costs; of a completed rental, what it cost in the end. */
  total: Money;
  /** What of the total the customer still has to pay. */
  owed: Money;
  /** What the cancellation costs. */
  fee: Money;
}

/** A fact as a line of the mail: its label and its text. */
export type FactLine = readonly [label: string, text: string];
