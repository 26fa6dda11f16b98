import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../runtime/random.js';
import type { Request } from './history.js';
import { bookingBody } from './periods.js';

const DEADLINE_MS = 8_000;
/** How often a customer retries with the same key after no answer or a 503. */
const TRIES = 4;
const AGAIN_MS = 600;

const INSTANT = '{"productId":"1001","qty":1}';

interface Answer {
  status: number;
  id: number;
  code: string | undefined;
  /** What a cancellation costs now, in major units. */
  fee: number | undefined;
}

/** Whether a request was acknowledged, or sent without an answer; absent when it was not sent or was refused. */
type Outcome = 'accepted' | 'unknown';

/** A customer's record of one order. */
export interface Memory {
  key: string;
  /** All order ids that the shop returned for the key; more than one is a doubled order. */
  orderIds: Set<number>;
  cancelled?: Outcome;
  /** What the operator recorded of its car. */
  handedOver?: Outcome;
  returned?: Outcome;
  /** Epoch milliseconds of the first acknowledgement. */
  acknowledgedAt?: number;
}

/** Customers who order, book and cancel continuously and record every answer. */
export class Customers {
  readonly memories: Memory[] = [];
  turnedAway = 0;
  private readonly underway = new Set<Promise<unknown>>();
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly random: Random,
    private readonly perSecond: number,
    private readonly remember: (request: Request) => void,
    /** The share of orders that are cancelled. */
    private readonly cancels = 0.3,
    /** The share of orders that are bookings. */
    private readonly books = 0,
  ) {}

  async run(): Promise<void> {
    const begun = performance.now();
    for (let count = 0; !this.stopped; count += 1) {
      await sleep(Math.max(0, begun + (count * 1000) / this.perSecond - performance.now()));
      const cancels = this.random.next() < this.cancels;
      const body = this.random.next() < this.books ? bookingBody(this.random) : INSTANT;
      const visit = this.visit(body, cancels, this.random.between(0, 1_500)).finally(() => this.underway.delete(visit));
      this.underway.add(visit);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.underway);
  }

  /** Places an order of one car. @param body of the request */
  async order(tries = TRIES, body = INSTANT): Promise<Memory> {
    const memory: Memory = { key: randomUUID(), orderIds: new Set() };
    this.memories.push(memory);
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const answer = await this.ask('order', memory.key, { method: 'POST', path: '/orders', body });
      if (answer?.status === 201) {
        memory.orderIds.add(answer.id);
        memory.acknowledgedAt ??= Date.now();
        // A small share of the customers repeats the request although it was answered.
        if (attempt === 0 && this.random.next() < 0.1) continue;
        break;
      }
      if (answer?.status === 503) this.turnedAway += 1;
      // No vehicle is free.
      if (answer?.status === 409) break;
      if (attempt + 1 < tries) await sleep(AGAIN_MS * (attempt + 1));
    }
    return memory;
  }

  private async visit(body: string, cancels: boolean, pause: number): Promise<void> {
    const memory = await this.order(TRIES, body);
    const [id] = memory.orderIds;
    if (!cancels || id === undefined) return;
    await sleep(pause);
    const cancel = (query = ''): Promise<Answer | undefined> =>
      this.ask('cancel', memory.key, { method: 'DELETE', path: `/orders/${id}${query}`, orderId: id });
    let answer = await cancel();
    if (answer?.fee !== undefined) answer = await cancel(`?expectedFee=${answer.fee}`);
    if (answer?.status === 202) memory.cancelled = 'accepted';
    else if (answer?.status !== 409) memory.cancelled = 'unknown';
  }

  private async ask(kind: Request['kind'], key: string, sent: Sent): Promise<Answer | undefined> {
    const time = Date.now();
    const answer = await this.send(key, sent);
    this.remember({
      time,
      kind,
      key,
      orderId: sent.orderId ?? (answer?.status === 201 ? answer.id : null),
      answer: answer?.status ?? null,
      code: answer?.code ?? null,
      took: Date.now() - time,
    });
    return answer;
  }

  private async send(key: string, { method, path, body }: Sent): Promise<Answer | undefined> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        ...(body === undefined ? {} : { headers, body }),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const answer = (await response.json()) as { id?: number; code?: string; cancellation?: { fee: number } };
      return { status: response.status, id: Number(answer.id), code: answer.code, fee: answer.cancellation?.fee };
    } catch {
      return undefined;
    }
  }
}

/** A request to the shop. */
interface Sent {
  method: 'POST' | 'DELETE';
  path: string;
  body?: string;
  /** The order that it is about, where there is one. */
  orderId?: number;
}
