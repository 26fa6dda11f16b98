import { Connection } from './connection.ts';
import { latency } from './stats.ts';
import type { Outcome } from './jobs.ts';

/** Pause between two polls of all sampled pages, so that a slow system is not polled more and more. */
const EVERY_MS = 5;
const GIVE_UP_MS = 20_000;

/** The page of an order; both systems serve this path. */
export function pageOf(orderId: number): string {
  return `/customerpages/search/findByOrderId?orderId=${orderId}`;
}

/** Polls the pages of sampled orders until they show Shipped; at most 200 requests per second. */
export class PageProbe {
  private readonly url: string;
  private readonly idle: Connection[] = [];
  private readonly values: number[] = [];
  private readonly running = new Set<Promise<void>>();
  private missing = 0;

  constructor(url: string) {
    this.url = url;
  }

  watch(id: number, since: number): void {
    const connection = this.idle.pop() ?? new Connection(this.url);
    const path = pageOf(id);
    const watching = new Promise<void>((resolve) => {
      const ask = (): void =>
        connection.get(path, (status, body) => {
          const ms = performance.now() - since;
          const seen = status === 200 && body.includes('"Shipped"');
          if (!seen && ms < GIVE_UP_MS) return void setTimeout(ask, EVERY_MS * this.running.size);
          if (seen) this.values.push(ms);
          else this.missing += 1;
          this.idle.push(connection);
          resolve();
        });
      ask();
    });
    this.running.add(watching);
    void watching.then(() => this.running.delete(watching));
  }

  async result(): Promise<NonNullable<Outcome['shipped']>> {
    await Promise.all(this.running);
    for (const connection of this.idle) connection.close();
    return { ...latency(this.values), samples: this.values.length, missing: this.missing };
  }
}
