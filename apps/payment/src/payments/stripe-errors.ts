import Stripe from 'stripe';

/** The sentences for customers in place of refusal reasons that are written for developers. */
const REFUSALS: Readonly<Record<string, string>> = {
  amount_too_small: 'The amount is too small to be charged to a card. Nothing was charged.',
  amount_too_large: 'The amount is too large to be charged at once. Nothing was charged.',
  resource_missing: 'The payment method is not known. Nothing was charged: try another card.',
  payment_method_unactivated: 'This kind of payment method is not accepted. Nothing was charged: try another card.',
};
const REFUSED = 'The payment method was refused. Nothing was charged: try another card.';

/** The sentence for a customer whose charge Stripe refuses. A declined card comes with one of Stripe's own. */
export function refusalText(error: InstanceType<typeof Stripe.errors.StripeError>): string {
  if (error instanceof Stripe.errors.StripeCardError) return error.message;
  return REFUSALS[error.code ?? ''] ?? REFUSED;
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Stripe.errors.StripeError ? error.code : undefined;
}

/** The payment intent in Stripe's error `payment_intent_unexpected_state`; undefined for other errors. */
export function intentIn(error: unknown): Stripe.PaymentIntent | undefined {
  return codeOf(error) === 'payment_intent_unexpected_state'
    ? (error as InstanceType<typeof Stripe.errors.StripeError>).payment_intent
    : undefined;
}
