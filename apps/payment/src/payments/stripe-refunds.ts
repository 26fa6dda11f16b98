import { fromStripeUnits, Money, toStripeUnits } from '@carshare/events';
import Stripe from 'stripe';
import type { Installation } from './installation.js';
import type { ExternalRefund, RefundRequest, RefundResult } from './payment-provider.js';
import { ProviderUnknown } from './payment.errors.js';
import { codeOf } from './stripe-errors.js';

/** A refund as the provider lists it. */
export interface ListedRefund {
  id: string;
  /** Made by this installation. */
  isOurs: boolean;
  /** What it was made for, see {@link RefundRequest}. */
  purpose: string;
  result: RefundResult;
  amount: Money;
}

/**
 * Refunds through Stripe (https://docs.stripe.com/api/refunds). A refund without an amount returns what is left of the charge, so that
 * it never exceeds the charge, whatever was refunded from the dashboard before. One with an amount, because the shop keeps a fee, is
 * refused by Stripe when less is left: an operator decides.
 */
export class StripeRefunds {
  constructor(
    private readonly stripe: Stripe,
    private readonly installation: Installation,
  ) {}

  /** @throws {ProviderUnknown} */
  async refund(request: RefundRequest): Promise<RefundResult> {
    const { key, orderId, reference, amount, isPartial, purpose, attempt, providerId } = request;
    try {
      const refund =
        providerId === null
          ? await this.stripe.refunds.create(
              {
                payment_intent: reference,
                ...(isPartial && { amount: toStripeUnits(amount) }),
                metadata: {
                  installation: this.installation.id,
                  orderId: String(orderId),
                  ...(purpose !== '' && { purpose }),
                },
              },
              { idempotencyKey: `${this.installation.id}-${key}${attempt > 0 ? `-${String(attempt)}` : ''}` },
            )
          : await this.stripe.refunds.retrieve(providerId);
      const result = resultOf(refund);
      if (result.kind !== 'succeeded' || result.amount.minorUnits >= amount.minorUnits) return result;
      return { ...result, external: await this.externalOf(reference, orderId) };
    } catch (error) {
      if (codeOf(error) === 'charge_already_refunded') return this.earlier(request);
      if (error instanceof Stripe.errors.StripeInvalidRequestError) return { kind: 'refused', reason: reasonOf(error) };
      throw new ProviderUnknown();
    }
  }

  /** The refunds of a charge, newest first. @throws {ProviderUnknown} */
  async list(reference: string, orderId: number): Promise<ListedRefund[]> {
    const listed: ListedRefund[] = [];
    try {
      for await (const refund of this.stripe.refunds.list({ payment_intent: reference, limit: 100 })) {
        listed.push({
          id: refund.id,
          isOurs: this.isOurs(refund, orderId),
          purpose: refund.metadata?.['purpose'] ?? '',
          result: resultOf(refund),
          amount: moneyIn(refund),
        });
      }
    } catch {
      throw new ProviderUnknown();
    }
    return listed;
  }

  /** Nothing is left to refund: this service refunded under a key that Stripe has forgotten, or the dashboard did. */
  private async earlier({ reference, orderId, amount, purpose }: RefundRequest): Promise<RefundResult> {
    const listed = await this.list(reference, orderId);
    const same = listed.filter((found) => !found.isOurs || found.purpose === purpose);
    const waiting = same.map(({ result }) => result).find(({ kind }) => kind === 'pending');
    if (waiting) return waiting;
    const ours = same.find(({ isOurs, result }) => isOurs && result.kind === 'succeeded');
    const external = externalIn(listed);
    return { kind: 'succeeded', id: ours?.id ?? null, amount: ours?.amount ?? Money.zero(amount.currency), external };
  }

  private async externalOf(reference: string, orderId: number): Promise<ExternalRefund[]> {
    return externalIn(await this.list(reference, orderId));
  }

  /** Before installations had an id, refunds were made without metadata. */
  private isOurs({ metadata }: Stripe.Refund, orderId: number): boolean {
    const { id, legacyOrders } = this.installation;
    const maker = metadata?.['installation'];
    return maker === id || (maker === undefined && metadata?.['key'] === undefined && orderId <= legacyOrders);
  }
}

function externalIn(listed: readonly ListedRefund[]): ExternalRefund[] {
  return listed
    .filter(({ isOurs, result }) => !isOurs && result.kind === 'succeeded')
    .map(({ id, amount }) => ({ id, amount }));
}

/** Maps the status of Stripe's refund to a result (https://docs.stripe.com/api/refunds/object#refund_object-status). */
function resultOf(refund: Stripe.Refund): RefundResult {
  const { id, status, failure_reason: why } = refund;
  if (status === 'succeeded') {
    return {
      kind: 'succeeded',
      id,
      amount: moneyIn(refund),
      external: [],
    };
  }
  if (status === 'failed' || status === 'canceled') {
    return {
      kind: 'refused',
      reason: `The refund ${id} ${status === 'failed' ? 'failed' : 'was canceled'}: ${why ?? 'no reason given'}.`,
    };
  }
  return {
    kind: 'pending',
    id,
    reason: status === 'requires_action' ? 'The customer must act before the refund can be paid out.' : null,
  };
}

function moneyIn({ amount, currency }: Stripe.Refund): Money {
  return fromStripeUnits(amount, currency.toUpperCase());
}

function reasonOf({ code, message }: InstanceType<typeof Stripe.errors.StripeError>): string {
  return code === undefined ? message : `${code}: ${message}`;
}
