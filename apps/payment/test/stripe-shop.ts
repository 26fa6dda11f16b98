import { createHmac } from 'node:crypto';
import type { Answer } from '@carshare/testing';
import { RefundsSweeper } from '../src/payments/refunds.sweeper.js';
import type { FakeEvent } from './fake-stripe-books.js';
import { FakeStripe } from './fake-stripe.js';
import { PaymentService } from './payment-service.js';

const SECRET = 'whsec_test';
export const visa = { paymentMethod: 'pm_card_visa' };

/** A payment service on a Stripe account. */
export class StripeShop {
  private constructor(
    readonly payment: PaymentService,
    readonly stripe: FakeStripe,
  ) {}

  static async start(stripe: FakeStripe, env: Record<string, string | undefined> = {}): Promise<StripeShop> {
    const keys = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: SECRET };
    const config = { PAYMENT_PROVIDER: 'stripe', STRIPE_API_URL: stripe.url, ...keys, ...env };
    return new StripeShop(await PaymentService.start(config), stripe);
  }

  /** Sends an event as Stripe does. */
  tell({ id, type, object }: FakeEvent, secret = SECRET, at = Date.now()): Promise<Answer> {
    const body = JSON.stringify({ id, object: 'event', type, data: { object } }, undefined, 2);
    const time = Math.floor(at / 1000);
    const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` };
    return this.payment.service.send('POST', '/payments/webhooks/stripe', body, headers);
  }

  /** Sends every event since the given number. */
  async tellSince(from: number): Promise<void> {
    for (const event of this.stripe.events.slice(from)) {
      const { status } = await this.tell(event);
      if (status !== 200) throw new Error(`${event.type} was answered ${status}`);
    }
  }

  /** Sweeps as if so many hours had passed. */
  sweep(hours = 0): Promise<number> {
    return this.payment.service.app.get(RefundsSweeper).sweep(Date.now() + hours * 3_600_000);
  }

  async installation(): Promise<string> {
    const [row] = await this.payment.service.rows<{ id: string }>('SELECT id FROM installation');
    return row!.id;
  }

  /** The open decisions of an order, such as `refund_refused charge_disputed: …`. */
  async decisions(orderId: number): Promise<{ id: number; kind: string; reason: string; amount: number }[]> {
    const { body } = await this.payment.service.get('/operator/payment/decisions?size=200');
    const all = body['decisions'] as { id: number; orderId: number; kind: string; reason: string; amount: number }[];
    return all.filter((decision) => decision.orderId === orderId);
  }

  async metric(name: string): Promise<number> {
    const response = await fetch(`${this.payment.service.url}/metrics`);
    const lines = (await response.text()).split('\n').filter((line) => line.startsWith(name));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  stop(): Promise<void> {
    return this.payment.stop();
  }
}
