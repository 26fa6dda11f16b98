/** What the provider is asked to charge. */
export interface Charge {
  /** The same key always means the same charge, however often it is sent. */
  key: string;
  orderId: number;
  /** In cents. */
  amount: number;
  currency: string;
  paymentMethod: string | undefined;
}

export type ChargeResult = { kind: 'approved'; reference: string } | { kind: 'declined'; reason: string };

/** Who moves the money. The built-in one is a simulator; the other speaks Stripe. */
export abstract class PaymentProvider {
  /** Named to clients, so that nobody takes a simulator for a bank. */
  abstract readonly name: string;

  /** Whether an approved charge takes real money. */
  abstract readonly movesMoney: boolean;

  /** Payment methods for trying out, with what each does; empty where real money moves. */
  abstract readonly testMethods: readonly { value: string; label: string }[];

  /** @throws {ProviderUnknown} when the provider does not say what it did; the same key may be sent again */
  abstract charge(charge: Charge): Promise<ChargeResult>;

  /** Gives a charge back, once however often it is asked. @throws {ProviderUnknown} */
  abstract refund(reference: string, key: string): Promise<void>;

  /** Makes sure that the charge with this key is not made, or is given back if it was. @throws {ProviderUnknown} */
  abstract void(key: string): Promise<void>;
}
