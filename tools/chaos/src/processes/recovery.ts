import { setTimeout as sleep } from 'node:timers/promises';
import type { Customers } from './customers.js';

const PATIENCE_MS = 60_000;
const PERIOD_MS = 500;
const POLL_MS = 200;
/** Polls of an order become rarer with its age: after an outage of a minute a poll of each would be 600 requests per second. */
const POLL_SHARE = 0.1;
const ANSWER_MS = 2_000;
/** The operator may have handed the car over by the time of the question. */
const SHIPPED = new Set(['Shipped', 'InUse', 'Completed']);

/** The recovery of the shop after a fault. */
export interface Recovery {
  /** From the fault's end until an order placed after it is Shipped, in milliseconds. */
  took: number;
  /** The id of that order; null when no order was shipped in time. */
  orderId: number | null;
}

interface Shipped {
  orderId: number;
  placedAt: number;
  shippedAt: number;
}

/**
 * A customer who orders from time to time and waits for Shipped; one for all faults, so that an outage causes no burst
 * of orders.
 */
export class Probe {
  private readonly shipped: Shipped[] = [];
  private readonly underway = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly customers: Customers,
  ) {}

  async run(): Promise<void> {
    while (!this.stopped) {
      const visit = this.visit(Date.now()).finally(() => this.underway.delete(visit));
      this.underway.add(visit);
      await sleep(PERIOD_MS);
    }
    await Promise.all(this.underway);
  }

  stop(): void {
    this.stopped = true;
  }

  async recoveryAfter(endedAt: number): Promise<Recovery> {
    for (;;) {
      const after = this.shipped.filter(({ placedAt }) => placedAt >= endedAt);
      const [first] = after.sort((a, b) => a.shippedAt - b.shippedAt);
      if (first) return { took: first.shippedAt - endedAt, orderId: first.orderId };
      if (Date.now() - endedAt > PATIENCE_MS) return { took: PATIENCE_MS, orderId: null };
      await sleep(POLL_MS);
    }
  }

  private async visit(placedAt: number): Promise<void> {
    const [orderId] = (await this.customers.order(1)).orderIds;
    if (orderId === undefined) return;
    while (!this.stopped && Date.now() - placedAt < PATIENCE_MS) {
      const order = await fetch(`${this.url}/orders/${orderId}`, { signal: AbortSignal.timeout(ANSWER_MS) })
        .then((response) => response.json() as Promise<{ status?: string }>)
        .catch(() => undefined);
      if (SHIPPED.has(order?.status ?? '')) {
        this.shipped.push({ orderId, placedAt, shippedAt: Date.now() });
        return;
      }
      await sleep(Math.max(POLL_MS, (Date.now() - placedAt) * POLL_SHARE));
    }
  }
}
