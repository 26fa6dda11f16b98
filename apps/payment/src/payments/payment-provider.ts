import type { Money } from '@carshare/events';

/** What the provider is asked to charge. */
export interface Charge {
  /** The same key always means the same charge of this installation, however often it is sent. */
  key: string;
  orderId: number;
  /** 0 for the order's first charge, else the number of the adjustment. */
  number: number;
  amount: Money;
  paymentMethod: string | undefined;
}

export type ChargeResult = { kind: 'approved'; reference: string } | { kind: 'declined'; reason: string };

/** A charge that the provider made for an order. */
export interface MadeCharge {
  /** The provider's id of the charge. */
  reference: string;
  amount: Money;
}

/** What the provider is asked to return of a charge. */
export interface RefundRequest extends MadeCharge {
  /** Whether exactly `amount` is to be returned, because the shop keeps the rest; else all that is left of the charge. */
  isPartial: boolean;
  /** The same key and attempt always mean the same refund of this installation. */
  key: string;
  orderId: number;
  /** Distinguishes the refunds of one charge: empty for the one of the first charge by the cancellation. */
  purpose: string;
  /** How many refunds of the charge the provider has refused before. */
  attempt: number;
  /** The provider's id of the refund that is pending, where there is one: it is asked for, and no other refund is made. */
  providerId: string | null;
}

/** A refund that was not made by this installation, such as one from the provider's dashboard. */
export interface ExternalRefund {
  id: string;
  amount: Money;
}

/** What came of a refund. */
export type RefundResult =
  /** The money is returned: `amount` by this refund, the rest by external ones. `id` is null where this refund moved nothing. */
  | { kind: 'succeeded'; id: string | null; amount: Money; external: readonly ExternalRefund[] }
  /** The provider took it; whether the money arrives is not known yet. */
  | { kind: 'pending'; id: string; reason: string | null }
  /** No money moves. Another try needs another attempt number. */
  | { kind: 'refused'; reason: string };

/** Who moves the money. The built-in one is a simulator; the other speaks Stripe. */
export abstract class PaymentProvider {
  /** Clients see the name, which distinguishes a simulator from a bank. */
  abstract readonly name: string;

  /** Whether an approved charge takes real money. */
  abstract readonly movesMoney: boolean;

  /** Payment methods for trying out, with what each does; empty where real money moves. */
  abstract readonly testMethods: readonly { value: string; label: string }[];

  /** @throws {ProviderUnknown} when the provider does not say what it did; the same key may be sent again */
  abstract charge(charge: Charge): Promise<ChargeResult>;

  /** Returns what is left of a charge, or a part of it, once however often it is asked. @throws {ProviderUnknown} */
  abstract refund(request: RefundRequest): Promise<RefundResult>;

  /**
   * Makes sure that the order's charge with this key can no longer be made.
   * @param number 0 for the order's first charge, else the number of the adjustment
   * @returns the charge, where it was made before: it is still to be returned
   * @throws {ProviderUnknown}
   */
  abstract void(key: string, orderId: number, number: number): Promise<MadeCharge | undefined>;
}
