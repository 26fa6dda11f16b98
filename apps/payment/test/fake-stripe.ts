import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Fields = Record<string, string>;

interface Intent {
  id: string;
  object: 'payment_intent';
  status: string;
  amount: number;
  amount_received: number;
  currency: string;
  metadata: Fields;
}

interface Answer {
  status: number;
  body: object;
}

const failure = (status: number, error: object): Answer => ({ status, body: { error } });

/** The few endpoints of Stripe that the provider uses, with the states, keys and errors that its documentation gives them. */
export class FakeStripe {
  readonly intents = new Map<string, Intent>();
  readonly refunds: Fields[] = [];
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
  get last(): Intent {
    return [...this.intents.values()].at(-1)!;
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
    const answer = this.once(request.headers['idempotency-key'] as string | undefined, path, text);
    if (this.silentOn?.test(path)) return this.hangs ? undefined : void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json', 'request-id': 'req_1' });
    response.end(JSON.stringify(answer.body));
  }

  /** The same key is given the same answer; with other parameters it is refused (https://docs.stripe.com/api/idempotent_requests). */
  private once(key: string | undefined, path: string, text: string): Answer {
    const request = `${path} ${text}`;
    const earlier = key === undefined ? undefined : this.answered.get(key);
    if (earlier && earlier.request !== request) {
      return failure(400, { type: 'idempotency_error', message: 'other parameters' });
    }
    const answer = earlier?.answer ?? this.answer(path, Object.fromEntries(new URLSearchParams(text)));
    if (key !== undefined) this.answered.set(key, { request, answer: structuredClone(answer) });
    return answer;
  }

  private answer(path: string, fields: Fields): Answer {
    if (path === '/v1/refunds') return this.refund(fields);
    if (path === '/v1/payment_intents') return { status: 200, body: this.make(fields) };
    const [, id = '', action] = /^\/v1\/payment_intents\/(\w+)(?:\/(\w+))?$/.exec(path) ?? [];
    const intent = this.intents.get(id);
    if (!intent) {
      return failure(404, { type: 'invalid_request_error', code: 'resource_missing', message: 'no such intent' });
    }
    if (intent.status !== 'requires_payment_method') {
      const code = 'payment_intent_unexpected_state';
      return failure(400, { type: 'invalid_request_error', code, message: intent.status, payment_intent: intent });
    }
    if (action === 'cancel') intent.status = 'canceled';
    else if (action === 'confirm') return this.confirm(intent, fields['payment_method']);
    else this.change(intent, fields);
    return { status: 200, body: intent };
  }

  private make(fields: Fields): Intent {
    const id = `pi_${this.intents.size + 1}`;
    const intent: Intent = {
      id,
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount: 0,
      amount_received: 0,
      currency: '',
      metadata: {},
    };
    this.intents.set(id, intent);
    this.change(intent, fields);
    return intent;
  }

  private change(intent: Intent, fields: Fields): void {
    intent.amount = Number(fields['amount']);
    intent.currency = fields['currency'] ?? '';
    if (fields['metadata[orderId]']) intent.metadata['orderId'] = fields['metadata[orderId]'];
  }

  private confirm(intent: Intent, method: string | undefined): Answer {
    if (method === 'pm_card_chargeDeclined') {
      const card = { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
      return failure(402, { ...card, payment_intent: intent });
    }
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount });
    return { status: 200, body: intent };
  }

  private refund(fields: Fields): Answer {
    const again = this.refunds.some((refund) => refund['payment_intent'] === fields['payment_intent']);
    if (again) {
      return failure(400, { type: 'invalid_request_error', code: 'charge_already_refunded', message: 'refunded' });
    }
    this.refunds.push(fields);
    return { status: 200, body: { id: 're_1', object: 'refund', status: 'succeeded' } };
  }
}
