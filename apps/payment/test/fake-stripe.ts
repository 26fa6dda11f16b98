import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  FakeStripeBooks,
  refusal,
  StripeRefusal,
  type FakeIntent,
  type FakeRefund,
  type Fields,
} from './fake-stripe-books.js';

interface Answer {
  status: number;
  body: object;
}

/** The endpoints of Stripe that the provider and the reconciliation use, with the states, keys and errors that its documentation gives them. */
export class FakeStripe extends FakeStripeBooks {
  /** The calls, such as `POST /v1/refunds`. */
  readonly calls: string[] = [];
  /** Paths whose requests have their effect and no answer: the connection breaks, or stays as it is. */
  silentOn: RegExp | undefined;
  hangs = false;
  private readonly answered = new Map<string, { request: string; answer: Answer }>();
  private readonly server = createServer((request, response) => void this.serve(request, response));

  static async start(): Promise<FakeStripe> {
    const stripe = new FakeStripe();
    await new Promise<void>((resolve) => stripe.server.listen(0, '127.0.0.1', resolve));
    return stripe;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The last intent that was made. */
  get last(): FakeIntent {
    return [...this.intents.values()].at(-1)!;
  }

  /** The intents that each refund was made for, in their order. */
  get refunded(): string[] {
    return [...this.refunds.values()].map((refund) => refund.payment_intent);
  }

  /** As after 24 hours. */
  forgetKeys(): void {
    this.answered.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const path = request.url ?? '';
    this.calls.push(`${request.method} ${path}`);
    const answer =
      request.method === 'GET'
        ? this.answer(() => this.read(new URL(path, 'http://stripe')))
        : this.once(request.headers['idempotency-key'] as string | undefined, path, text);
    if (this.silentOn?.test(path)) return this.hangs ? undefined : void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json', 'request-id': 'req_1' });
    response.end(JSON.stringify(answer.body));
  }

  /** The same key is given the same answer; with other parameters it is refused (https://docs.stripe.com/api/idempotent_requests). */
  private once(key: string | undefined, path: string, text: string): Answer {
    const request = `${path} ${JSON.stringify([...new URLSearchParams(text)].sort())}`;
    const earlier = key === undefined ? undefined : this.answered.get(key);
    if (earlier && earlier.request !== request) {
      return { status: 400, body: { error: { type: 'idempotency_error', message: 'other parameters' } } };
    }
    const fields = Object.fromEntries(new URLSearchParams(text));
    const answer = earlier?.answer ?? this.answer(() => this.write(path, fields));
    if (key !== undefined) this.answered.set(key, { request, answer: structuredClone(answer) });
    return answer;
  }

  private answer(work: () => object): Answer {
    try {
      return { status: 200, body: work() };
    } catch (error) {
      if (error instanceof StripeRefusal) return { status: error.status, body: { error: error.body } };
      throw error;
    }
  }

  private write(path: string, fields: Fields): FakeIntent | FakeRefund {
    if (path === '/v1/refunds') {
      return this.refund(fields['payment_intent'] ?? '', metadataIn(fields), fields['amount']);
    }
    if (path === '/v1/payment_intents') {
      return this.makeIntent({ ...moneyIn(fields), metadata: metadataIn(fields) });
    }
    const [, id = '', action] = /^\/v1\/payment_intents\/(\w+)(?:\/(\w+))?$/.exec(path) ?? [];
    const intent = this.intents.get(id);
    if (!intent) throw refusal('resource_missing', 404);
    if (intent.status !== 'requires_payment_method') {
      throw refusal('payment_intent_unexpected_state', 400, { payment_intent: intent });
    }
    if (action === 'cancel') intent.status = 'canceled';
    else if (action === 'confirm') return this.confirm(intent, fields['payment_method']);
    else Object.assign(intent, moneyIn(fields), { metadata: { ...intent.metadata, ...metadataIn(fields) } });
    return intent;
  }

  private confirm(intent: FakeIntent, method: string | undefined): FakeIntent {
    if (method === 'pm_nonsense') throw refusal('resource_missing', 400);
    if (method === 'pm_card_chargeDeclined') {
      const message = 'Your card was declined.';
      throw refusal('card_declined', 402, { type: 'card_error', message, payment_intent: intent });
    }
    return this.succeed(intent);
  }

  private read({ pathname, searchParams }: URL): object {
    const [, kind = '', id] = /^\/v1\/(payment_intents|refunds|disputes)(?:\/(\w+))?$/.exec(pathname) ?? [];
    const all = { payment_intents: this.intents, refunds: this.refunds, disputes: this.disputes }[kind];
    if (!all) throw refusal('resource_missing', 404);
    if (id === 'search') return this.search(searchParams.get('query') ?? '');
    if (id !== undefined) {
      const found = all.get(id);
      if (!found) throw refusal('resource_missing', 404);
      return found;
    }
    const since = Number(searchParams.get('created[gte]') ?? 0);
    const intent = searchParams.get('payment_intent');
    const newest = [...all.values()]
      .reverse()
      .filter(
        (item) =>
          item.created >= since && (intent === null || ('payment_intent' in item && item.payment_intent === intent)),
      );
    const from = newest.findIndex((item) => item.id === searchParams.get('starting_after')) + 1;
    const limit = Number(searchParams.get('limit') ?? 10);
    return {
      object: 'list',
      url: pathname,
      data: newest.slice(from, from + limit),
      has_more: newest.length > from + limit,
    };
  }

  private search(query: string): object {
    const terms = [...query.matchAll(/metadata\['(\w+)'\]:'([^']*)'/g)];
    const data = [...this.intents.values()].filter(({ metadata }) =>
      terms.every(([, name = '', value]) => metadata[name] === value),
    );
    return { object: 'search_result', url: '/v1/payment_intents/search', data, has_more: false };
  }
}

function moneyIn(fields: Fields): { amount: number; currency: string } {
  return { amount: Number(fields['amount']), currency: fields['currency'] ?? '' };
}

function metadataIn(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value]];
    }),
  );
}
