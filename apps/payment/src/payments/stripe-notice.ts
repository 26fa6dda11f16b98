import { fromStripeUnits, type Money } from '@carshare/events';
import type Stripe from 'stripe';

/** What an event of Stripe is about. */
export type Subject =
  | {
      kind: 'charge';
      reference: string;
      /** As the metadata names it; absent for a charge that another program made. */
      orderId?: number;
      /** The number of the adjustment; 0 for the order's first charge. */
      number: number;
      installation?: string;
      amount: Money;
    }
  | { kind: 'refunds'; reference: string }
  | { kind: 'dispute'; id: string; reference: string };

/** What Stripe reports at the webhook. */
export interface StripeNotice {
  /** The same for every delivery of an event. */
  id: string;
  type: string;
  /** Absent for events that change nothing here. */
  about?: Subject;
}

/** Reads from an event what it is about; the current state of refunds and disputes is asked for, since events come in any order. */
export function noticeOf({ id, type, data }: Stripe.Event): StripeNotice {
  const about = subjectOf(
    type,
    data.object as unknown as Stripe.PaymentIntent | Stripe.Refund | Stripe.Charge | Stripe.Dispute,
  );
  return about ? { id, type, about } : { id, type };
}

function subjectOf(
  type: string,
  object: Stripe.PaymentIntent | Stripe.Refund | Stripe.Charge | Stripe.Dispute,
): Subject | undefined {
  if (object.object === 'payment_intent') return type === 'payment_intent.succeeded' ? chargeIn(object) : undefined;
  const reference = idOf(object.payment_intent);
  if (reference === undefined) return undefined;
  if (object.object === 'dispute') return { kind: 'dispute', id: object.id, reference };
  return object.object === 'refund' || type === 'charge.refunded' ? { kind: 'refunds', reference } : undefined;
}

function chargeIn({ id, metadata, currency, amount_received }: Stripe.PaymentIntent): Subject {
  const orderId = Number(metadata['orderId']);
  const { installation } = metadata;
  return {
    kind: 'charge',
    reference: id,
    ...(orderId > 0 && { orderId }),
    number: Number(metadata['adjustment'] ?? 0),
    ...(installation !== undefined && { installation }),
    amount: fromStripeUnits(amount_received, currency.toUpperCase()),
  };
}

/** Stripe sends an id, or the whole object where it was asked to expand it. */
function idOf(field: string | { id: string } | null | undefined): string | undefined {
  return typeof field === 'string' ? field : field?.id;
}
