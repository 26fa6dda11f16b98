import { setTimeout as sleep } from 'node:timers/promises';
import { Unreadable } from '../unreadable.ts';

const STRIPE = 'https://api.stripe.com';
/** The maximum page size of Stripe's lists (https://docs.stripe.com/api/pagination). */
const PAGE = 100;
const TRIES = 5;
const TIMEOUT_MS = 30_000;

export interface StripeIntent {
  id: string;
  amount_received: number;
  currency: string;
  metadata: Readonly<Record<string, string>>;
  created: number;
}

export interface StripeRefund {
  id: string;
  amount: number;
  currency: string;
  status: string;
  payment_intent: string | null;
  created: number;
}

export interface StripeDispute {
  id: string;
  amount: number;
  currency: string;
  status: string;
  payment_intent: string | null;
  created: number;
}

/** Reads Stripe's lists page by page. */
export class StripeLists {
  private readonly key: string;
  private readonly url: string;

  /** @param url replaces Stripe's own address */
  constructor(key: string, url = STRIPE) {
    this.key = key;
    this.url = url.replace(/\/$/, '');
  }

  /** @param since epoch seconds; older entries are left out */
  intents(since: number): AsyncGenerator<StripeIntent> {
    return this.list<StripeIntent>('payment_intents', since);
  }

  refunds(since: number): AsyncGenerator<StripeRefund> {
    return this.list<StripeRefund>('refunds', since);
  }

  disputes(since: number): AsyncGenerator<StripeDispute> {
    return this.list<StripeDispute>('disputes', since);
  }

  private async *list<T extends { id: string }>(what: string, since: number): AsyncGenerator<T> {
    for (let after = ''; ;) {
      const query = new URLSearchParams({ limit: String(PAGE), 'created[gte]': String(since) });
      if (after !== '') query.set('starting_after', after);
      const page = (await this.get(`/v1/${what}?${query.toString()}`)) as { data: T[]; has_more: boolean };
      yield* page.data;
      after = page.data.at(-1)?.id ?? '';
      if (!page.has_more || after === '') return;
    }
  }

  /** @throws {Unreadable} naming what Stripe needs */
  private async get(path: string): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(this.url + path, {
        headers: { authorization: `Bearer ${this.key}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch((error: unknown) => {
        throw new Unreadable(`Stripe cannot be reached at ${this.url}: ${reasonOf(error)}`);
      });
      if (response.ok) return response.json();
      if (response.status === 401 || response.status === 403) {
        throw new Unreadable(
          `Stripe answers ${response.status}: STRIPE_SECRET_KEY must be a key that may read payment intents, refunds and disputes.`,
        );
      }
      const mayPass = response.status === 429 || response.status >= 500;
      if (!mayPass || attempt === TRIES) throw new Unreadable(`Stripe answers ${response.status} to GET ${path}.`);
      await sleep(250 * 2 ** attempt);
    }
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
