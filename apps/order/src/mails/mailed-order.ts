import type { OrderStatus } from '@carshare/events';

/** What the mails read of an order that the caller changes. */
export interface MailedOrder {
  readonly id: number;
  readonly status: OrderStatus;
  /** Null for an instant order, which has no booking. */
  readonly vehicleId: number | null;
  /** Whether an address was given when it was placed: without one the mails cost no statement. */
  readonly hasContact: boolean;
}

/** What the mails read of a request for an order. */
export interface MailRequest {
  readonly email?: string;
  readonly mails?: boolean;
}
