import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../runtime/random.js';
import type { Request } from './history.js';

const DEADLINE_MS = 8_000;
/** How often a customer retries with the same key after no answer or a 503. */
const TRIES = 4;
const AGAIN_MS = 600;

interface Answer {
  status: number;
  id: number;
  code: string | undefined;
}

/** A customer's record of one order. */
export interface Memory {
  key: string;
  /** All order ids that the shop returned for the key; more than one is a doubled order. */
  orderIds: Set<number>;
  /** Whether a cancellation was acknowledged (`accepted`), sent without an answer (`unknown`), or not sent. */
  cancelled?: 'accepted' | 'unknown';
  /** Epoch milliseconds of the first acknowledgement. */
  acknowledgedAt?: number;
}

/** Customers who order and cancel continuously and record every answer. */
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
  ) {}

  async run(): Promise<void> {
    const begun = performance.now();
    for (let count = 0; !this.stopped; count += 1) {
      await sleep(Math.max(0, begun + (count * 1000) / this.perSecond - performance.now()));
      const cancels = this.random.next() < this.cancels;
      const visit = this.visit(cancels, this.random.between(0, 1_500)).finally(() => this.underway.delete(visit));
      this.underway.add(visit);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.underway);
  }

  /** Places an order of one car. */
  async order(tries = TRIES): Promise<Memory> {
    const memory: Memory = { key: randomUUID(), orderIds: new Set() };
    this.memories.push(memory);
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const answer = await this.ask('order', memory.key);
      if (answer?.status === 201) {
        memory.orderIds.add(answer.id);
        memory.acknowledgedAt ??= Date.now();
        // A small share of the customers repeats the request although it was answered.
        if (attempt === 0 && this.random.next() < 0.1) continue;
        break;
      }
      if (answer?.status === 503) this.turnedAway += 1;
      if (attempt + 1 < tries) await sleep(AGAIN_MS * (attempt + 1));
    }
    return memory;
  }

  private async visit(cancels: boolean, pause: number): Promise<void> {
    const memory = await this.order();
    const [id] = memory.orderIds;
    if (!cancels || id === undefined) return;
    await sleep(pause);
    const answer = await this.ask('cancel', memory.key, id);
    if (answer?.status === 202) memory.cancelled = 'accepted';
    else if (answer?.status !== 409) memory.cancelled = 'unknown';
  }

  private async ask(kind: Request['kind'], key: string, orderId?: number): Promise<Answer | undefined> {
    const time = Date.now();
    const answer = await this.send(kind, key, orderId);
    this.remember({
      time,
      kind,
      key,
      orderId: orderId ?? (answer?.status === 201 ? answer.id : null),
      answer: answer?.status ?? null,
      code: answer?.code ?? null,
      took: Date.now() - time,
    });
    return answer;
  }

  private async send(kind: Request['kind'], key: string, orderId: number | undefined): Promise<Answer | undefined> {
    const order: RequestInit = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: '{"productId":"1001","qty":1}',
    };
    try {
      const response = await fetch(`${this.url}/orders${kind === 'order' ? '' : `/${orderId}`}`, {
        ...(kind === 'order' ? order : { method: 'DELETE' }),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const answer = (await response.json()) as { id?: number; code?: string };
      return { status: response.status, id: Number(answer.id), code: answer.code };
    } catch {
      return undefined;
    }
  }
}
