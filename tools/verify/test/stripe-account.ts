import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StripeDispute, StripeIntent, StripeRefund } from '../src/provider/stripe-lists.ts';
import { LONG_AGO } from './shop-data.js';

const CREATED = Math.floor(LONG_AGO / 1000);

/** Stripe's lists with the content that the test gives them. */
export class StripeAccount {
  intents: StripeIntent[] = [];
  refunds: StripeRefund[] = [];
  disputes: StripeDispute[] = [];
  pages = 0;
  status = 200;
  private readonly server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stripe');
    const what = pathname.split('/').at(-1) as 'payment_intents' | 'refunds' | 'disputes';
    const all: readonly { id: string }[] = what === 'payment_intents' ? this.intents : this[what];
    const from = all.findIndex(({ id }) => id === searchParams.get('starting_after')) + 1;
    const limit = Number(searchParams.get('limit'));
    this.pages += 1;
    response.writeHead(this.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: all.slice(from, from + limit), has_more: all.length > from + limit }));
  });

  static async start(): Promise<StripeAccount> {
    const account = new StripeAccount();
    await new Promise<void>((resolve) => account.server.listen(0, '127.0.0.1', resolve));
    return account;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The account that agrees with the hand-written shop's ledger: two charges, one of them refunded. */
  agree(installation: string): void {
    this.intents = [1, 2].map((order) => intent(`pi_${order}`, { installation, orderId: String(order) }));
    this.refunds = [refund('re_2', 'pi_2')];
    this.disputes = [];
    this.pages = 0;
    this.status = 200;
  }

  stop(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

export const intent = (id: string, metadata: Record<string, string>): StripeIntent => ({
  id,
  amount_received: 4900,
  currency: 'eur',
  metadata,
  created: CREATED,
});

export const refund = (id: string, payment_intent: string): StripeRefund => ({
  id,
  amount: 4900,
  currency: 'eur',
  status: 'succeeded',
  payment_intent,
  created: CREATED,
});

export const dispute = (id: string, payment_intent: string, status = 'needs_response'): StripeDispute => ({
  id,
  amount: 4900,
  currency: 'eur',
  status,
  payment_intent,
  created: CREATED,
});
