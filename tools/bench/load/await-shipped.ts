import { Connection } from './connection.ts';
import { pageOf } from './page-probe.ts';

/** Asks for an order's page every few milliseconds until it contains `text`; answers the instant it was seen. */
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
 * The instant by which the last orders up to `lastId` are all Shipped on the page; several, as they lie in different partitions.
 * They are looked at one after another: the service has other work to do while it is waited for.
 */
export async function awaitShipped(url: string, lastId: number, count = 24, timeoutMs = 300_000): Promise<number> {
  let seen = performance.now();
  for (let id = lastId; id > Math.max(0, lastId - count); id -= 1) {
    seen = await awaitPage(url, id, '"Shipped"', timeoutMs);
  }
  return seen;
}
