import { setTimeout as sleep } from 'node:timers/promises';
import type { Customers } from './customers.js';

const PATIENCE_MS = 60_000;

/**
 * How long after a fault's end the shop works again: from then until an order placed after it is Shipped.
 * @returns milliseconds
 */
export async function recoveryAfter(url: string, customers: Customers, endedAt: number): Promise<number> {
  while (Date.now() - endedAt < PATIENCE_MS) {
    const [id] = (await customers.order()).orderIds;
    if (id === undefined) continue;
    while (Date.now() - endedAt < PATIENCE_MS) {
      const order = await fetch(`${url}/orders/${id}`)
        .then((response) => response.json() as Promise<{ status?: string }>)
        .catch(() => undefined);
      if (order?.status === 'Shipped') return Date.now() - endedAt;
      await sleep(25);
    }
  }
  return PATIENCE_MS;
}
