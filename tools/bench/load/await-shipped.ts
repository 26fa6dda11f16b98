import { Connection } from './connection.ts';
import { pageOf } from './page-probe.ts';

/** Polls an order's page every few milliseconds until it contains `text`; returns that instant. */
export async function awaitPage(
  url: string,
  orderId: number,
  text = '"Shipped"',
  timeoutMs = 120_000,
): Promise<number> {
  const connection = new Connection(url);
  const end = performance.now() + timeoutMs;
  try {
    while (performance.now() < end) {
      const seen = await new Promise<boolean>((resolve) => {
        connection.get(pageOf(orderId), (status, body) => resolve(status === 200 && body.includes(text)));
      });
      if (seen) return performance.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    connection.close();
  }
  throw new Error(`order ${orderId} is not ${text} after ${timeoutMs} ms`);
}

/**
 * Returns the instant at which the last orders up to `lastId` all show Shipped; several orders, because they are in
 * different partitions. They are polled one after another, which keeps the extra load on the service low.
 */
export async function awaitShipped(url: string, lastId: number, count = 24, timeoutMs = 300_000): Promise<number> {
  let seen = performance.now();
  for (let id = lastId; id > Math.max(0, lastId - count); id -= 1) {
    seen = await awaitPage(url, id, '"Shipped"', timeoutMs);
  }
  return seen;
}
