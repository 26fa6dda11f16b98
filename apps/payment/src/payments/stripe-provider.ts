import Stripe from 'stripe';
import type { PaymentConfig } from '../app.config.js';
import { fromMinorUnits, toMinorUnits } from './minor-units.js';
import { PaymentProvider, type Charge, type ChargeResult } from './payment-provider.js';
import { ProviderUnknown, WebhookRefused } from './payment.errors.js';

/** How long one call of Stripe may take, in milliseconds; a charge makes three, within the deadline of a request. */
const TIMEOUT_MS = 3_000;

/**
 * What an intent is made with. It is the same for every order and says nothing of the money, because Stripe refuses a key that comes
 * with other parameters: so a charge and its void, whichever comes first, meet at one intent. The amount is set before it is confirmed.
 */
const BLANK = { amount: 100, currency: 'eur', payment_method_types: ['card'] };

const GIVEN_UP: ChargeResult = { kind: 'declined', reason: 'The order was given up. Nothing was charged.' };

/** What Stripe tells of a payment at the webhook. */
export interface StripeNotice {
  /** Once for an event, however often it is told. */
  id: string;
  type: string;
  /** The intent that the event is about, where it is about one. */
  intent?: { reference: string; orderId: number; amount: number; currency: string };
}

/**
 * Moves money through Stripe (https://docs.stripe.com/api/payment_intents). The card never comes here: a client hands over the id of
 * a payment method that Stripe gave it. Confirming and cancelling exclude each other at Stripe, so a voided charge cannot be made.
 */
export class StripeProvider extends PaymentProvider {
  readonly name = 'stripe';
  readonly movesMoney = true;
  readonly testMethods = [];
  private readonly stripe: Stripe;
  private readonly webhookSecret: string;

  constructor({ STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '', STRIPE_API_URL }: PaymentConfig) {
    super();
    this.webhookSecret = STRIPE_WEBHOOK_SECRET;
    // A retry is the order's to make, with the same key.
    const options = { timeout: TIMEOUT_MS, maxNetworkRetries: 0, telemetry: false };
    this.stripe = new Stripe(STRIPE_SECRET_KEY, { ...options, ...(STRIPE_API_URL && addressOf(STRIPE_API_URL)) });
  }

  async charge({ key, orderId, amount, currency, paymentMethod }: Charge): Promise<ChargeResult> {
    if (paymentMethod === undefined) return { kind: 'declined', reason: 'There is no payment method to charge.' };
    try {
      const money = { amount: toMinorUnits(amount, currency), currency: currency.toLowerCase() };
      const { id } = await this.intentOf(key);
      await this.stripe.paymentIntents.update(id, { ...money, metadata: { orderId } });
      const { status } = await this.stripe.paymentIntents.confirm(
        id,
        { payment_method: paymentMethod, error_on_requires_action: true },
        { idempotencyKey: `${key}-confirm` },
      );
      return outcomeOf(id, status);
    } catch (error) {
      return refusalOf(error);
    }
  }

  async refund(reference: string, key: string): Promise<void> {
    try {
      await this.stripe.refunds.create({ payment_intent: reference }, { idempotencyKey: key });
    } catch (error) {
      if (codeOf(error) !== 'charge_already_refunded') throw new ProviderUnknown();
    }
  }

  async void(key: string): Promise<void> {
    const { id } = await known(this.intentOf(key));
    try {
      await this.stripe.paymentIntents.cancel(id);
    } catch (error) {
      const status = intentIn(error)?.status;
      if (status === 'succeeded') return this.refund(id, `${key}-void`);
      if (status !== 'canceled') throw new ProviderUnknown();
    }
  }

  /**
   * Reads what Stripe tells, from the bytes that it signed.
   * @throws {WebhookRefused} 400 when the signature is not Stripe's, or older than five minutes
   */
  readNotice(body: Buffer, signature: string): StripeNotice {
    let event: Stripe.Event;
    try {
      event = this.stripe.webhooks.constructEvent(body, signature, this.webhookSecret);
    } catch {
      throw new WebhookRefused();
    }
    const { id, type, data } = event;
    const intent = data.object;
    if (intent.object !== 'payment_intent') return { id, type };
    const orderId = Number(intent.metadata['orderId']);
    const currency = intent.currency.toUpperCase();
    const amount = fromMinorUnits(intent.amount_received, currency);
    return { id, type, ...(orderId > 0 && { intent: { reference: intent.id, orderId, amount, currency } }) };
  }

  private intentOf(key: string): Promise<Stripe.PaymentIntent> {
    return this.stripe.paymentIntents.create({ ...BLANK, metadata: { key } }, { idempotencyKey: key });
  }
}

function addressOf(url: string): { protocol: 'http' | 'https'; host: string; port: number } {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'https:';
  return { protocol: secure ? 'https' : 'http', host: hostname, port: Number(port || (secure ? 443 : 80)) };
}

function outcomeOf(reference: string, status: Stripe.PaymentIntent.Status): ChargeResult {
  if (status === 'succeeded') return { kind: 'approved', reference };
  if (status === 'canceled') return GIVEN_UP;
  if (status === 'requires_payment_method') return { kind: 'declined', reason: 'The card was declined.' };
  throw new ProviderUnknown();
}

/** What an error says of the charge. Where the provider does not say for sure that nothing was charged, it is unknown. */
function refusalOf(error: unknown): ChargeResult {
  if (error instanceof RangeError) return { kind: 'declined', reason: error.message };
  if (error instanceof Stripe.errors.StripeCardError) return { kind: 'declined', reason: error.message };
  const intent = intentIn(error);
  if (intent) return outcomeOf(intent.id, intent.status);
  // An amount below the minimum, a payment method that does not exist: another try is refused as well.
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return { kind: 'declined', reason: error.message };
  throw error instanceof ProviderUnknown ? error : new ProviderUnknown();
}

/** The intent that stands in the way of what was asked. */
function intentIn(error: unknown): Stripe.PaymentIntent | undefined {
  return codeOf(error) === 'payment_intent_unexpected_state'
    ? (error as Stripe.errors.StripeError).payment_intent
    : undefined;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Stripe.errors.StripeError ? error.code : undefined;
}

async function known<T>(answer: Promise<T>): Promise<T> {
  return answer.catch(() => {
    throw new ProviderUnknown();
  });
}
