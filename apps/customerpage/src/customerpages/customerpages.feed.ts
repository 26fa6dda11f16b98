import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, type Repository } from 'typeorm';
import { toCustomerpageView } from './customerpage.dto.js';
import { Customerpage } from './customerpage.entity.js';

/** How soon a change that another replica made is seen, in milliseconds. */
const POLL_MS = 250;
/** Changes of this long are read together, so that a burst costs each listener one message. */
const GATHER_MS = 25;
/** Rows become visible in another order than their times: this much is read again. */
const OVERLAP_MS = 2_000;
const BATCH = 1_000;

export interface Listener {
  /** The customer whose pages it may see; `undefined` for all. */
  scope: string | undefined;
  send(messages: string): void;
  end(): void;
}

/** Tells listeners of every change of the read model, whichever replica made it. While nobody listens, it costs nothing. */
@Injectable()
export class CustomerpagesFeed implements BeforeApplicationShutdown {
  private readonly logger = new Logger(CustomerpagesFeed.name);
  private readonly listeners = new Set<Listener>();
  private readonly told = new Map<number, { version: number; touchedAt: number }>();
  private since = 0;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;

  constructor(@InjectRepository(Customerpage) private readonly pages: Repository<Customerpage>) {}

  /** @returns how to stop listening */
  listen(listener: Listener): () => void {
    if (this.listeners.size === 0) this.since = Date.now();
    this.listeners.add(listener);
    this.schedule(POLL_MS);
    return () => this.listeners.delete(listener);
  }

  /** This replica has changed something. */
  wake(): void {
    if (this.listeners.size > 0) this.schedule(GATHER_MS);
  }

  /** Streams would keep the server from closing. */
  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }

  private schedule(delay: number): void {
    const dueAt = Date.now() + delay;
    if (dueAt >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => {
      this.poll()
        .catch((error: unknown) => {
          this.logger.warn(`the live stream waits: ${error instanceof Error ? error.message : String(error)}`);
        })
        .finally(() => {
          this.dueAt = Infinity;
          if (this.listeners.size > 0) this.schedule(POLL_MS);
        });
    }, delay);
  }

  private async poll(): Promise<void> {
    const pages = await this.pages.find({
      where: { touchedAt: MoreThan(new Date(this.since - OVERLAP_MS)) },
      order: { touchedAt: 'ASC' },
      take: BATCH,
    });
    const changed = pages.filter((page) => (this.told.get(page.orderId)?.version ?? 0) < page.version);
    for (const { orderId, version, touchedAt } of changed) {
      this.told.set(orderId, { version, touchedAt: touchedAt.getTime() });
      this.since = Math.max(this.since, touchedAt.getTime());
    }
    for (const [orderId, { touchedAt }] of this.told) {
      if (touchedAt < this.since - 2 * OVERLAP_MS) this.told.delete(orderId);
    }
    if (changed.length > 0) this.tell(changed);
  }

  private tell(changed: Customerpage[]): void {
    const byCustomer = new Map<string | null, string>();
    let all = '';
    for (const page of changed) {
      const message = `event: customerpage\nid: ${page.touchedAt.getTime()}\ndata: ${JSON.stringify(toCustomerpageView(page))}\n\n`;
      all += message;
      byCustomer.set(page.customerId, (byCustomer.get(page.customerId) ?? '') + message);
    }
    for (const listener of this.listeners) {
      const messages = listener.scope === undefined ? all : byCustomer.get(listener.scope);
      if (messages) listener.send(messages);
    }
  }
}
