import { fromStripeUnits, type Money } from '@carshare/events';
import type { Database } from '../database.ts';
import type { Finding } from '../verify.ts';
import { readLedger, type LedgerSide, type Movement } from './ledger-side.ts';
import type { StripeDispute, StripeIntent, StripeLists, StripeRefund } from './stripe-lists.ts';

export interface ReconcileOptions {
  /** Epoch milliseconds. */
  now: number;
  /** Younger entries may be in progress and are not compared; in milliseconds. */
  grace: number;
}

/** Compares the ledger with the provider's own lists and names each difference. */
export async function reconcile(
  database: Database,
  stripe: StripeLists,
  options: ReconcileOptions,
): Promise<Finding[]> {
  const side = await readLedger(database);
  const run = new Reconciliation(side, options);
  for await (const intent of stripe.intents(side.since)) run.charge(intent);
  for await (const refund of stripe.refunds(side.since)) run.refund(refund);
  for await (const dispute of stripe.disputes(side.since)) run.dispute(dispute);
  return run.end();
}

class Reconciliation {
  private readonly charges = finding(
    'charges',
    'every charge of this installation at the provider is in the ledger, and the reverse',
  );
  private readonly refunds = finding(
    'refunds',
    'every refund that succeeded at the provider is in the ledger, and the reverse',
  );
  private readonly disputes = finding(
    'disputes',
    'every dispute that moved money at the provider is in the ledger, and the reverse',
  );
  /** The orders that this installation charged at the provider. */
  private readonly ours = new Map<string, number>();
  private readonly side: LedgerSide;
  private readonly settledBefore: number;

  constructor(side: LedgerSide, { now, grace }: ReconcileOptions) {
    this.side = side;
    this.settledBefore = now - grace;
  }

  charge(intent: StripeIntent): void {
    const { id, metadata } = intent;
    const isOurs = metadata['installation'] === this.side.installation;
    const orderId = this.side.orders.get(id) ?? (isOurs ? Number(metadata['orderId']) : undefined);
    if (orderId === undefined) return;
    this.ours.set(id, orderId);
    const booked = take(this.side.charges, id);
    if (intent.amount_received > 0) this.charges.looked += 1;
    const money = moneyOf({ ...intent, amount: intent.amount_received });
    if (booked && intent.amount_received === 0) {
      this.differ(
        this.charges,
        booked,
        `the ledger has a charge of ${String(booked.amount)} (${id}), the provider took no money`,
      );
    } else if (booked) {
      this.compare(this.charges, booked, money, `charge ${id}`);
    } else if (intent.amount_received > 0 && this.isSettled(intent.created * 1000)) {
      const text = `the provider charged ${String(money)} (${id}), the ledger has no such charge`;
      this.charges.breaches.push(`order ${orderId}: ${text}`);
    }
  }

  refund(refund: StripeRefund): void {
    const { id, status, payment_intent: intent } = refund;
    const orderId = this.ours.get(intent ?? '');
    if (orderId === undefined) return;
    this.refunds.looked += 1;
    const money = moneyOf(refund);
    const booked = take(this.side.refunds, id) ?? this.unnamed(orderId, money);
    const isUndone = this.side.undone.has(id);
    if (booked && !isUndone && status !== 'succeeded') {
      this.differ(
        this.refunds,
        booked,
        `the ledger has a refund of ${String(booked.amount)} (${id}), at the provider it is ${status}`,
      );
    } else if (isUndone && status === 'succeeded') {
      this.refunds.breaches.push(
        `order ${orderId}: refund ${id} is returned in the ledger and succeeded at the provider`,
      );
    } else if (booked) {
      this.compare(this.refunds, booked, money, `refund ${id}`);
    } else if (status === 'succeeded' && this.isSettled(refund.created * 1000)) {
      const text = `the provider refunded ${String(money)} (${id}), the ledger has no such refund`;
      this.refunds.breaches.push(`order ${orderId}: ${text}`);
    }
  }

  dispute(dispute: StripeDispute): void {
    const { id, status, payment_intent: intent } = dispute;
    const orderId = this.ours.get(intent ?? '');
    if (orderId === undefined) return;
    this.disputes.looked += 1;
    const booked = take(this.side.disputes, id);
    const moved = !status.startsWith('warning_') && status !== 'prevented';
    const money = moneyOf(dispute);
    if (!booked) {
      if (!moved || !this.isSettled(dispute.created * 1000)) return;
      const text = `the provider has a dispute of ${String(money)} (${id}, ${status}), the ledger has no such dispute`;
      this.disputes.breaches.push(`order ${orderId}: ${text}`);
      return;
    }
    this.compare(this.disputes, booked, money, `dispute ${id}`);
    const isBack = this.side.undone.has(id);
    if (isBack !== (status === 'won')) {
      const ledger = isBack ? 'given back' : 'withdrawn';
      this.differ(
        this.disputes,
        booked,
        `the ledger has the money of dispute ${id} as ${ledger}, at the provider it is ${status}`,
      );
    }
  }

  /** The ledger entries that the provider's lists do not contain. */
  end(): Finding[] {
    for (const [target, kind, rest] of [
      [this.charges, 'charge', this.side.charges],
      [this.refunds, 'refund', this.side.refunds],
      [this.disputes, 'dispute', this.side.disputes],
    ] as const) {
      for (const [id, booked] of rest) {
        target.looked += 1;
        this.differ(
          target,
          booked,
          `the ledger has a ${kind} of ${String(booked.amount)} (${id}), the provider has no such ${kind}`,
        );
      }
    }
    return [this.charges, this.refunds, this.disputes];
  }

  private compare(target: Finding, booked: Movement, money: Money, what: string): void {
    if (booked.amount.equals(money)) return;
    this.differ(
      target,
      booked,
      `${what} is ${String(money)} at the provider and ${String(booked.amount)} in the ledger`,
    );
  }

  private differ(target: Finding, booked: Movement, text: string): void {
    if (this.isSettled(booked.at)) target.breaches.push(`order ${booked.orderId}: ${text}`);
  }

  private isSettled(at: number): boolean {
    return at <= this.settledBefore;
  }

  /** Matches a refund without the provider's id by its order and amount. */
  private unnamed(orderId: number, money: Money): Movement | undefined {
    const found = this.side.unnamed.get(orderId);
    if (!found?.amount.equals(money)) return undefined;
    this.side.unnamed.delete(orderId);
    return found;
  }
}

function finding(what: string, holds: string): Finding {
  return { check: `provider ${what}`, holds, looked: 0, breaches: [] };
}

function take(movements: Map<string, Movement>, id: string): Movement | undefined {
  const found = movements.get(id);
  movements.delete(id);
  return found;
}

function moneyOf({ amount, currency }: { amount: number; currency: string }): Money {
  return fromStripeUnits(amount, currency.toUpperCase());
}
