import { Money } from '@carshare/events';
import {
  PaymentProvider,
  type Charge,
  type ChargeResult,
  type MadeCharge,
  type RefundRequest,
  type RefundResult,
} from '../../../../apps/payment/src/payments/payment-provider.js';
import { ProviderUnknown } from '../../../../apps/payment/src/payments/payment.errors.js';
import type { Incarnation } from '../runtime/incarnation.js';

export interface Movement {
  orderId: number;
  kind: 'charge' | 'refund';
  /** In minor units. */
  amount: number;
  /** The key under which it was asked for. */
  key: string;
}

interface Case {
  orderId: number;
  amount: Money;
  result: ChargeResult;
  /** What each refund returned, in minor units, by its key. */
  returned: Map<string, number>;
}

/** The bank's own books: the actual movements of money, independent of the answers that the shop received. */
export class Bank {
  readonly movements: Movement[] = [];
  private readonly cases = new Map<string, Case>();
  private readonly voided = new Set<string>();

  /** A bank with the same books, which changes apart from this one. */
  copy(): Bank {
    const copy = new Bank();
    copy.movements.push(...this.movements);
    for (const [key, known] of this.cases) copy.cases.set(key, { ...known, returned: new Map(known.returned) });
    for (const key of this.voided) copy.voided.add(key);
    return copy;
  }

  /** The state that its answers depend on. */
  toString(): string {
    return JSON.stringify([
      this.movements,
      [...this.cases].map(([key, known]) => [key, { ...known, returned: [...known.returned] }]),
      [...this.voided],
    ]);
  }

  /** @param isRefused whether the card is declined although its method would be accepted */
  charge({ key, orderId, amount, paymentMethod }: Omit<Charge, 'number'>, isRefused = false): ChargeResult {
    const known = this.cases.get(key);
    if (known) return known.result;
    if (this.voided.has(key)) return { kind: 'declined', reason: 'The payment was voided.' };
    const declined = isRefused || paymentMethod === 'pm_card_chargeDeclined';
    const result: ChargeResult = declined
      ? { kind: 'declined', reason: 'The card was declined.' }
      : { kind: 'approved', reference: `bank_${key}` };
    this.cases.set(key, { orderId, amount, result, returned: new Map() });
    if (!declined) this.movements.push({ orderId, kind: 'charge', amount: amount.minorUnits, key });
    return result;
  }

  /** One refund per key and charge; another key makes another refund, of no more than is left. */
  refund({
    reference,
    key,
    amount,
    isPartial,
  }: Pick<RefundRequest, 'reference' | 'key' | 'amount' | 'isPartial'>): RefundResult {
    const known = this.cases.get(reference.replace(/^bank_/, ''));
    if (!known) throw new RangeError(`the bank knows no charge ${reference}`);
    const before = [...known.returned.values()].reduce((sum, one) => sum + one, 0);
    const minorUnits = known.returned.get(key) ?? (isPartial ? amount.minorUnits : known.amount.minorUnits - before);
    if (!known.returned.has(key)) {
      known.returned.set(key, minorUnits);
      this.movements.push({
        orderId: known.orderId,
        kind: 'refund',
        amount: minorUnits,
        key: `${key} of ${reference}`,
      });
    }
    const returned = Money.ofMinorUnits(minorUnits, amount.currency);
    return { kind: 'succeeded', id: `bank_${key}`, amount: returned, external: [] };
  }

  /** @returns the charge with this key; it can still be refunded */
  void(key: string): MadeCharge | undefined {
    this.voided.add(key);
    const known = this.cases.get(key);
    if (known?.result.kind !== 'approved') return undefined;
    return { reference: known.result.reference, amount: known.amount };
  }
}

/** The bank as payment calls it: an answer may be slow, or may be lost after the work is done. */
export class BankProvider extends PaymentProvider {
  readonly name = 'bank';
  readonly movesMoney = true;
  readonly testMethods = [];

  constructor(
    private readonly bank: Bank,
    private readonly who: Incarnation,
  ) {
    super();
  }

  charge(charge: Charge): Promise<ChargeResult> {
    // A card that has paid an order may be declined later.
    const isRefused = charge.number > 0 && this.who.scheduler.random.chance(0.3);
    return this.ask(`charge ${charge.key}`, () => this.bank.charge(charge, isRefused));
  }

  refund(request: RefundRequest): Promise<RefundResult> {
    // As the provider of the shop does, it distinguishes the refunds of one charge by their purpose.
    const key = request.purpose === '' ? request.key : `${request.key}-${request.purpose}`;
    return this.ask(`refund ${key}`, () => this.bank.refund({ ...request, key }));
  }

  void(key: string): Promise<MadeCharge | undefined> {
    return this.ask(`void ${key}`, () => this.bank.void(key));
  }

  private async ask<T>(what: string, work: () => T): Promise<T> {
    const { who } = this;
    const { random, rates } = who.scheduler;
    await who.step(`asks the bank: ${what}`, 1, 20);
    if (random.chance(rates.bankSilent / 2)) return this.silence();
    const result = work();
    who.scheduler.trace('bank', `has done ${what}`);
    if (random.chance(rates.bankSilent)) return this.silence();
    if (random.chance(rates.bankSlow)) await who.step('the bank is slow', 1_000, 35_000);
    else await who.step('the bank answers', 1, 30);
    return result;
  }

  private async silence(): Promise<never> {
    await this.who.step('the bank is silent', 1_000, 20_000);
    throw new ProviderUnknown();
  }
}
