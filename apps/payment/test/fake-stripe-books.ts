export type Fields = Record<string, string>;

export interface FakeIntent {
  id: string;
  object: 'payment_intent';
  status: string;
  amount: number;
  amount_received: number;
  currency: string;
  metadata: Fields;
  created: number;
}

export interface FakeRefund {
  id: string;
  object: 'refund';
  status: string;
  failure_reason?: string;
  amount: number;
  currency: string;
  payment_intent: string;
  metadata: Fields;
  created: number;
}

export interface FakeDispute {
  id: string;
  object: 'dispute';
  status: string;
  reason: string;
  amount: number;
  currency: string;
  payment_intent: string;
  created: number;
}

/** An event as Stripe would send it; `object` is as it was at that moment. */
export interface FakeEvent {
  id: string;
  type: string;
  object: object;
}

/** An answer that refuses a request. */
export class StripeRefusal extends Error {
  constructor(
    readonly status: number,
    readonly body: object,
  ) {
    super('refused');
  }
}

export function refusal(code: string, status = 400, more: object = {}): StripeRefusal {
  return new StripeRefusal(status, {
    type: 'invalid_request_error',
    code,
    message: `Stripe's words for ${code}`,
    ...more,
  });
}

/** One account at Stripe: its charges, refunds, disputes, and the events of what happened to them. */
export class FakeStripeBooks {
  readonly intents = new Map<string, FakeIntent>();
  readonly refunds = new Map<string, FakeRefund>();
  readonly disputes = new Map<string, FakeDispute>();
  readonly events: FakeEvent[] = [];
  /** The status that a new refund has, or the code that it is refused with. */
  refundOutcome: (intent: FakeIntent) => string = () => 'succeeded';

  makeIntent(fields: Partial<FakeIntent>): FakeIntent {
    const intent: FakeIntent = {
      id: `pi_${this.intents.size + 1}`,
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount: 0,
      amount_received: 0,
      currency: 'eur',
      metadata: {},
      created: now(),
      ...fields,
    };
    this.intents.set(intent.id, intent);
    return intent;
  }

  succeed(intent: FakeIntent): FakeIntent {
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount });
    this.report('payment_intent.succeeded', intent);
    return intent;
  }

  /** A refund by the API, or from the dashboard where it has no metadata; without an amount it is of what is left. */
  refund(intentId: string, metadata: Fields = {}, amount?: string): FakeRefund {
    const intent = this.intents.get(intentId);
    if (!intent) throw refusal('resource_missing', 404);
    if ([...this.disputes.values()].some((found) => found.payment_intent === intentId && found.status !== 'won')) {
      throw refusal('charge_disputed');
    }
    const left = intent.amount_received - this.refundedOf(intentId);
    if (left <= 0) throw refusal('charge_already_refunded');
    if (Number(amount ?? 0) > left) throw refusal('amount_too_large');
    const status = this.refundOutcome(intent);
    if (!['succeeded', 'pending', 'failed', 'requires_action', 'canceled'].includes(status)) throw refusal(status);
    const refund: FakeRefund = {
      id: `re_${this.refunds.size + 1}`,
      object: 'refund',
      status,
      amount: amount === undefined ? left : Number(amount),
      currency: intent.currency,
      payment_intent: intentId,
      metadata,
      created: now(),
    };
    this.refunds.set(refund.id, refund);
    this.report('charge.refunded', { id: `ch_${intentId}`, object: 'charge', payment_intent: intentId });
    if (status === 'failed') this.report('refund.failed', refund);
    return refund;
  }

  /** What the bank says of a refund later. */
  settleRefund(id: string, status: string): void {
    const refund = this.refunds.get(id)!;
    refund.status = status;
    if (status === 'failed') refund.failure_reason = 'lost_or_stolen_card';
    this.report(status === 'failed' ? 'refund.failed' : 'charge.refund.updated', refund);
  }

  dispute(intentId: string, amount = this.intents.get(intentId)!.amount_received): FakeDispute {
    const { currency } = this.intents.get(intentId)!;
    const dispute: FakeDispute = {
      id: `dp_${this.disputes.size + 1}`,
      object: 'dispute',
      status: 'needs_response',
      reason: 'fraudulent',
      amount,
      currency,
      payment_intent: intentId,
      created: now(),
    };
    this.disputes.set(dispute.id, dispute);
    this.report('charge.dispute.created', dispute);
    return dispute;
  }

  closeDispute(id: string, status: 'won' | 'lost'): void {
    const dispute = this.disputes.get(id)!;
    dispute.status = status;
    this.report('charge.dispute.closed', dispute);
  }

  /** What was refunded of a charge, or is about to be. */
  refundedOf(intentId: string): number {
    return [...this.refunds.values()]
      .filter(
        ({ payment_intent, status }) => payment_intent === intentId && status !== 'failed' && status !== 'canceled',
      )
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  private report(type: string, object: object): void {
    this.events.push({ id: `evt_${this.events.length + 1}`, type, object: structuredClone(object) });
  }
}

const now = (): number => Math.floor(Date.now() / 1000);
