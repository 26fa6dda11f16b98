import { fromStripeUnits, toStripeUnits, type Money } from '@carshare/events';
import { Logger } from '@nestjs/common';
import Stripe from 'stripe';
import type { PaymentConfig } from '../app.config.js';
import type { Installation } from './installation.js';
import {
  PaymentProvider,
  type Charge,
  type ChargeResult,
  type MadeCharge,
  type RefundRequest,
  type RefundResult,
} from './payment-provider.js';
import { ProviderUnknown, WebhookRefused } from './payment.errors.js';
import type { ChargeOwner, ProviderCharges } from './provider-charges.js';
import { intentIn, refusalText } from './stripe-errors.js';
import { noticeOf, type StripeNotice } from './stripe-notice.js';
import { StripeRefunds, type ListedRefund } from './stripe-refunds.js';

/** How long one call of Stripe may take, in milliseconds; a charge makes three, within the deadline of a request. */
const TIMEOUT_MS = 3_000;
/** How long Stripe remembers idempotency keys, in milliseconds. */
const KEYS_KEPT_MS = 24 * 3_600_000;

/**
 * What an intent is made with. It is the same for every order and contains nothing of the money, because Stripe refuses a key that comes
 * with other parameters: so a charge and its void, whichever comes first, meet at one intent. The amount is set before it is confirmed.
 */
const BLANK = { amount: 100, currency: 'eur', payment_method_types: ['card'] };

const ABANDONED: ChargeResult = { kind: 'declined', reason: 'The order was abandoned. Nothing was charged.' };

/** A dispute as it stands at Stripe. */
export interface ListedDispute {
  id: string;
  amount: Money;
  status: string;
  reason: string;
}

/**
 * Moves money through Stripe (https://docs.stripe.com/api/payment_intents). The card never comes here: a client hands over the id of
 * a payment method that Stripe gave it. Confirming and cancelling exclude each other at Stripe, so a voided charge cannot be made.
 * An order's intent is stored before it is confirmed: no charge depends on a key that Stripe forgets after 24 hours.
 */
export class StripeProvider extends PaymentProvider {
  readonly name = 'stripe';
  readonly movesMoney = true;
  readonly testMethods = [];
  private readonly logger = new Logger(StripeProvider.name);
  private readonly stripe: Stripe;
  private readonly webhookSecret: string;
  private readonly refunds: StripeRefunds;

  constructor(
    { STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '', STRIPE_API_URL }: PaymentConfig,
    readonly installation: Installation,
    private readonly charges: ProviderCharges,
  ) {
    super();
    this.webhookSecret = STRIPE_WEBHOOK_SECRET;
    // The order service retries, with the same key.
    const options = { timeout: TIMEOUT_MS, maxNetworkRetries: 0, telemetry: false };
    this.stripe = new Stripe(STRIPE_SECRET_KEY, { ...options, ...(STRIPE_API_URL && addressOf(STRIPE_API_URL)) });
    this.refunds = new StripeRefunds(this.stripe, installation);
  }

  async charge({ key, orderId, number, amount, paymentMethod }: Charge): Promise<ChargeResult> {
    if (paymentMethod === undefined) return { kind: 'declined', reason: 'There is no payment method to charge.' };
    try {
      const money = { amount: toStripeUnits(amount), currency: amount.currency.toLowerCase() };
      const owner = { orderId, number };
      const id = await this.intentOf(key, owner);
      await this.stripe.paymentIntents.update(id, { ...money, metadata: this.metadata(owner) });
      const { status } = await this.stripe.paymentIntents.confirm(
        id,
        { payment_method: paymentMethod, error_on_requires_action: true },
        { idempotencyKey: `${this.installation.id}-${key}-confirm` },
      );
      return outcomeOf(id, status);
    } catch (error) {
      return this.refusalOf(error);
    }
  }

  refund(request: RefundRequest): Promise<RefundResult> {
    return this.refunds.refund(request);
  }

  async void(key: string, orderId: number, number: number): Promise<MadeCharge | undefined> {
    const id = await known(this.intentOf(key, { orderId, number }, true));
    try {
      await this.stripe.paymentIntents.cancel(id);
      return undefined;
    } catch (error) {
      const intent = intentIn(error);
      if (intent?.status === 'canceled') return undefined;
      if (intent?.status === 'succeeded') return chargeIn(intent);
      throw new ProviderUnknown();
    }
  }

  /** All refunds of a charge, newest first, also those made in the dashboard. @throws {ProviderUnknown} */
  refundsOf(reference: string, orderId: number): Promise<ListedRefund[]> {
    return this.refunds.list(reference, orderId);
  }

  /** @throws {ProviderUnknown} */
  async dispute(id: string): Promise<ListedDispute> {
    const { amount, currency, status, reason } = await known(this.stripe.disputes.retrieve(id));
    return { id, amount: fromStripeUnits(amount, currency.toUpperCase()), status, reason };
  }

  /** A charge as it stands. @throws {ProviderUnknown} */
  async chargeOf(reference: string): Promise<MadeCharge | undefined> {
    const intent = await known(this.stripe.paymentIntents.retrieve(reference));
    return intent.status === 'succeeded' ? chargeIn(intent) : undefined;
  }

  /**
   * Reads an event from the bytes that Stripe signed.
   * @throws {WebhookRefused} 400 when the signature is not Stripe's, or older than five minutes
   */
  readNotice(body: Buffer, signature: string): StripeNotice {
    let event: Stripe.Event;
    try {
      event = this.stripe.webhooks.constructEvent(body, signature, this.webhookSecret);
    } catch {
      throw new WebhookRefused();
    }
    return noticeOf(event);
  }

  /** @param search looks for a charge that this database has forgotten, as one restored from a backup has */
  private async intentOf(key: string, owner: ChargeOwner, search = false): Promise<string> {
    const stored = await this.charges.of(owner);
    if (stored !== undefined) return stored;
    const metadata = this.metadata(owner);
    const found = (await this.legacyIntent(key, owner)) ?? (search ? await this.search(metadata) : undefined);
    const id = found?.id ?? (await this.make(`${this.installation.id}-${key}`, metadata)).id;
    return this.charges.remember(owner, id);
  }

  /** An intent that was made for an order under way before installations had an id. */
  private async legacyIntent(key: string, { orderId, number }: ChargeOwner): Promise<Stripe.PaymentIntent | undefined> {
    const { legacyOrders, createdAt } = this.installation;
    if (orderId > legacyOrders || number > 0) return undefined;
    const intent = Date.now() - createdAt < KEYS_KEPT_MS ? await this.make(key, { key }) : await this.search({ key });
    if (intent === undefined || intent.metadata['installation'] !== undefined) return undefined;
    return intent;
  }

  private make(idempotencyKey: string, metadata: Record<string, string>): Promise<Stripe.PaymentIntent> {
    return this.stripe.paymentIntents.create({ ...BLANK, metadata }, { idempotencyKey });
  }

  /** Stripe's search lags behind by about a minute: what is younger is found by its key. */
  private async search(metadata: Record<string, string>): Promise<Stripe.PaymentIntent | undefined> {
    const terms = Object.entries(metadata).map(([name, value]) => `metadata['${name}']:'${value}'`);
    const { data } = await this.stripe.paymentIntents.search({ query: terms.join(' AND '), limit: 100 });
    // Without an adjustment in the terms, Stripe also lists the further charges of the order.
    const same = data.filter((intent) => intent.metadata['adjustment'] === metadata['adjustment']);
    return same.find(({ status }) => status === 'succeeded') ?? same[0];
  }

  private metadata({ orderId, number }: ChargeOwner): Record<string, string> {
    const order = { installation: this.installation.id, orderId: String(orderId) };
    return number === 0 ? order : { ...order, adjustment: String(number) };
  }

  /** What an error says of the charge. Where the provider does not say for sure that nothing was charged, it is unknown. */
  private refusalOf(error: unknown): ChargeResult {
    if (error instanceof Stripe.errors.StripeCardError) return { kind: 'declined', reason: refusalText(error) };
    const intent = intentIn(error);
    if (intent) return outcomeOf(intent.id, intent.status);
    // An amount below the minimum, a payment method that does not exist: another try is refused as well.
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      this.logger.warn(`Stripe refused a charge: ${error.code ?? 'no code'}: ${error.message}`);
      return { kind: 'declined', reason: refusalText(error) };
    }
    throw error instanceof Stripe.errors.StripeError ? new ProviderUnknown() : error;
  }
}

function addressOf(url: string): { protocol: 'http' | 'https'; host: string; port: number } {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'https:';
  return { protocol: secure ? 'https' : 'http', host: hostname, port: Number(port || (secure ? 443 : 80)) };
}

function outcomeOf(reference: string, status: Stripe.PaymentIntent.Status): ChargeResult {
  if (status === 'succeeded') return { kind: 'approved', reference };
  if (status === 'canceled') return ABANDONED;
  if (status === 'requires_payment_method') return { kind: 'declined', reason: 'The card was declined.' };
  throw new ProviderUnknown();
}

function chargeIn({ id, amount_received, currency }: Stripe.PaymentIntent): MadeCharge {
  return { reference: id, amount: fromStripeUnits(amount_received, currency.toUpperCase()) };
}

/** An error of Stripe leaves the outcome unknown; others are faults of our own. */
async function known<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw error instanceof Stripe.errors.StripeError ? new ProviderUnknown() : error;
  });
}
