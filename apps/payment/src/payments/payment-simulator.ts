import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  PaymentProvider,
  type Charge,
  type ChargeResult,
  type MadeCharge,
  type RefundRequest,
  type RefundResult,
} from './payment-provider.js';

/** How the simulator answers to a test value. */
export interface TestMethod {
  label: string;
  decline?: string;
  delayMs?: number;
}

/** The documented test values; any other payment method is declined with their list. */
export const TEST_METHODS: Readonly<Record<string, TestMethod>> = {
  pm_card_visa: { label: 'is approved' },
  pm_card_chargeDeclined: {
    label: 'is declined',
    decline: 'The card was declined. Nothing was charged: try another card.',
  },
  pm_card_chargeDeclinedInsufficientFunds: {
    label: 'has too little money',
    decline: 'The card has insufficient funds. Nothing was charged: try another card.',
  },
  pm_card_delay: { label: 'is approved after 3 seconds', delayMs: 3_000 },
  pm_card_late: { label: 'is charged, but the provider answers only after 30 seconds', delayMs: 30_000 },
};

/**
 * A payment provider that moves no money: test values decide what it answers, as Stripe's test cards do
 * (https://docs.stripe.com/testing). It keeps no books, so a charge exists once the ledger says so.
 */
@Injectable()
export class PaymentSimulator extends PaymentProvider {
  readonly name = 'simulator';
  readonly movesMoney = false;
  readonly testMethods = Object.entries(TEST_METHODS).map(([value, { label }]) => ({ value, label }));

  async charge({ key, paymentMethod = 'pm_card_visa' }: Charge): Promise<ChargeResult> {
    const method = Object.hasOwn(TEST_METHODS, paymentMethod) ? TEST_METHODS[paymentMethod] : undefined;
    if (!method) return { kind: 'declined', reason: unknownMethod(paymentMethod) };
    if (method.delayMs !== undefined) await sleep(method.delayMs);
    return method.decline === undefined
      ? { kind: 'approved', reference: `sim_${key}` }
      : { kind: 'declined', reason: method.decline };
  }

  refund({ key, amount }: RefundRequest): Promise<RefundResult> {
    return Promise.resolve({ kind: 'succeeded', id: `sim_${key}`, amount, external: [] });
  }

  void(): Promise<MadeCharge | undefined> {
    return Promise.resolve(undefined);
  }
}

function unknownMethod(name: string): string {
  return `The simulator knows no payment method ${name}. Nothing was charged. Use ${Object.keys(TEST_METHODS).join(', ')}.`;
}
