import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { PaymentProvider, type Charge, type ChargeResult } from './payment-provider.js';

/** How the simulator answers to a test value. */
export interface TestMethod {
  label: string;
  decline?: string;
  delayMs?: number;
}

/** The documented test values; any other payment method is approved at once. */
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
    const method = TEST_METHODS[paymentMethod];
    if (method?.delayMs !== undefined) await sleep(method.delayMs);
    return method?.decline === undefined
      ? { kind: 'approved', reference: `sim_${key}` }
      : { kind: 'declined', reason: method.decline };
  }

  async refund(): Promise<void> {}

  async void(): Promise<void> {}
}
