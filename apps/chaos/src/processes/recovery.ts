import { setTimeout as sleep } from 'node:timers/promises';
import type { Customers } from './customers.js';

const PATIENCE_MS = 60_000;
const ANSWER_MS = 2_000;
const POLL_MS = 200;

/** How the shop came back after a fault. */
export interface Recovery {
  /** From the fault's end until an order that was placed after it is Shipped, in milliseconds. */
  took: number;
  /** That order; null where none was established in time. */
  orderId: number | null;
}

/** Has customers order after a fault's end until one of them gets a car. */
export async function recoveryAfter(url: string, customers: Customers, endedAt: number): Promise<Recovery> {
  let orderId: number | null = null;
  while (Date.now() - endedAt < PATIENCE_MS) {
    const [id] = (await customers.order(1)).orderIds;
    if (id === undefined) {
      await sleep(POLL_MS);
      continue;
    }
    orderId = id;
    while (Date.now() - endedAt < PATIENCE_MS) {
      const order = await fetch(`${url}/orders/${id}`, { signal: AbortSignal.timeout(ANSWER_MS) })
        .then((response) => response.json() as Promise<{ status?: string }>)
        .catch(() => undefined);
      if (order?.status === 'Shipped') return { took: Date.now() - endedAt, orderId };
      await sleep(POLL_MS);
    }
  }
  return { took: PATIENCE_MS, orderId };
}
