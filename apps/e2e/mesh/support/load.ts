import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { List, Order } from '../../src/support/resources.js';
import { Storefront } from '../../src/support/storefront.js';
import type { Mesh } from './mesh.js';
import { INGRESS } from './settings.js';

/** One answer, or the error of a request without an answer. */
export interface Answered {
  what: string;
  status: number | string;
  /** Milliseconds. */
  took: number;
  /** Time since the load started, in milliseconds. */
  at: number;
  retryAfter: boolean;
  orderId?: number;
}

const READS = ['/cars', '/payments?size=5', '/deliveries?size=5', '/customerpages?size=5', '/orders?size=5'];

/**
 * Orders and reads at a steady rate through the ingress, by a customer of its own. While free connections are left, a
 * slow answer delays no other request.
 */
export class Load {
  readonly answers: Answered[] = [];
  readonly begun = Date.now();
  /** Requests that were not sent, because all connections were in use. */
  withheld = 0;
  private readonly agent: Agent;
  private readonly open = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private stopped = false;
  private sent = 0;

  private constructor(
    private readonly token: string,
    readonly customer: Storefront,
    private readonly paymentMethod: string,
    private readonly connections: number,
  ) {
    this.agent = new Agent({ connections });
  }

  /** A load that has not started. @param paymentMethod the test card of its orders */
  static async prepare(mesh: Mesh, paymentMethod = 'pm_card_visa', connections = 64): Promise<Load> {
    const token = await mesh.issuer.token({ sub: `load-${randomUUID()}`, expiresIn: 7_200 });
    return new Load(token, new Storefront(mesh.bearer(token)), paymentMethod, connections);
  }

  /** Starts. @param rate requests per second @param orders the share of orders among them */
  start(rate: number, orders = 0.3): this {
    this.running = this.run(rate, orders);
    return this;
  }

  /** Stops and waits for the requests in progress. */
  async stop(): Promise<this> {
    this.stopped = true;
    await this.running;
    await Promise.all(this.open);
    await this.agent.close();
    return this;
  }

  /** The requests that place an order. */
  async order(): Promise<Answered> {
    const body = JSON.stringify({ productId: '1001', qty: 1, paymentMethod: this.paymentMethod });
    return this.send('POST', '/orders', body);
  }

  /** The requests without the expected answer. */
  get failures(): Answered[] {
    return this.answers.filter(({ status }) => status !== 200 && status !== 201);
  }

  /** The acknowledged orders. */
  get accepted(): number[] {
    return this.answers.flatMap(({ status, orderId }) => (status === 201 && orderId !== undefined ? [orderId] : []));
  }

  /** Every order of this load's customer, from the shop's list. */
  async known(): Promise<Order[]> {
    const found: Order[] = [];
    for (let page = 0; ; page += 1) {
      const { body } = await this.customer.client.get<List<Order>>(`/orders?size=200&page=${page}`);
      const orders = body._embedded['orders'] ?? [];
      found.push(...orders);
      if (orders.length < 200) return found;
    }
  }

  private async run(rate: number, orders: number): Promise<void> {
    const begun = performance.now();
    for (; !this.isStopped(); this.sent += 1) {
      const wait = begun + (this.sent * 1_000) / rate - performance.now();
      if (wait > 1) await sleep(wait);
      // A request that waited here would be counted as slow.
      if (this.open.size >= this.connections) {
        this.withheld += 1;
        continue;
      }
      // Orders are spread evenly among the reads.
      const isOrder = Math.floor((this.sent + 1) * orders) > Math.floor(this.sent * orders);
      const one = (isOrder ? this.order() : this.send('GET', READS[this.sent % READS.length] ?? ''))
        .then(() => undefined)
        .finally(() => this.open.delete(one));
      this.open.add(one);
    }
  }

  // Read through a method: the value changes while the loop awaits, which the compiler cannot see.
  private isStopped(): boolean {
    return this.stopped;
  }

  private async send(method: 'GET' | 'POST', path: string, body?: string): Promise<Answered> {
    const from = performance.now();
    const at = Date.now() - this.begun;
    const what = `${method} ${path.split('?')[0] ?? ''}`;
    const done = (status: number | string, more: Partial<Answered> = {}): Answered => {
      const answered = { what, status, at, took: performance.now() - from, retryAfter: false, ...more };
      this.answers.push(answered);
      return answered;
    };
    try {
      const answer = await request(INGRESS + path, {
        method,
        dispatcher: this.agent,
        headers: { authorization: `Bearer ${this.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body } : {}),
        headersTimeout: 20_000,
      });
      const text = await answer.body.text();
      const retryAfter = answer.headers['retry-after'] !== undefined;
      const orderId = answer.statusCode === 201 ? (JSON.parse(text) as Order).id : undefined;
      return done(answer.statusCode, { retryAfter, ...(orderId === undefined ? {} : { orderId }) });
    } catch (error) {
      return done(String((error as { code?: unknown }).code ?? error));
    }
  }
}

/**
 * Sends orders for a short time: a process that has just started compiles while it answers, which the scenarios do not
 * measure.
 */
export async function warmUp(mesh: Mesh): Promise<void> {
  const load = (await Load.prepare(mesh)).start(20, 1);
  await sleep(10_000);
  await load.stop();
}
