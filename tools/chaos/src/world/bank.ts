import type { Money } from '@carshare/events';
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
}

interface Case {
  orderId: number;
  amount: Money;
  result: ChargeResult;
  /** The key of its refund. */
  returnedBy?: string;
}

/** The bank's own books: the actual movements of money, independent of the answers that the shop received. */
export class Bank {
  readonly movements: Movement[] = [];
  private readonly cases = new Map<string, Case>();
  private readonly voided = new Set<string>();

  /** The state that its answers depend on. */
  toString(): string {
    return JSON.stringify([this.movements, [...this.cases], [...this.voided]]);
  }

  charge({ key, orderId, amount, paymentMethod }: Charge): ChargeResult {
    const known = this.cases.get(key);
    if (known) return known.result;
    if (this.voided.has(key)) return { kind: 'declined', reason: 'The payment was voided.' };
    const declined = paymentMethod === 'pm_card_chargeDeclined';
    const result: ChargeResult = declined
      ? { kind: 'declined', reason: 'The card was declined.' }
      : { kind: 'approved', reference: `bank_${key}` };
    this.cases.set(key, { orderId, amount, result });
    if (!declined) this.movements.push({ orderId, kind: 'charge', amount: amount.minorUnits });
    return result;
  }

  /** One refund per key and charge; another key makes a second refund. */
  refund({
    reference,
    key,
    amount,
    isPartial,
  }: Pick<RefundRequest, 'reference' | 'key' | 'amount' | 'isPartial'>): RefundResult {
    const known = this.cases.get(reference.replace(/^bank_/, ''));
    if (!known) throw new RangeError(`the bank knows no charge ${reference}`);
    const returned = isPartial ? amount : known.amount;
    if (known.returnedBy !== key) {
      known.returnedBy = key;
      this.movements.push({ orderId: known.orderId, kind: 'refund', amount: returned.minorUnits });
    }
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
    return this.ask(`charge ${charge.key}`, () => this.bank.charge(charge));
  }

  refund(request: RefundRequest): Promise<RefundResult> {
    return this.ask(`refund ${request.key}`, () => this.bank.refund(request));
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
