import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { toCustomerpageView } from './customerpage.dto.js';
import type { Customerpage } from './customerpage.entity.js';
import { CustomerpagesChanges } from './customerpages.changes.js';

/** How soon a change that another replica made is seen, in milliseconds. */
const POLL_MS = 250;
/** Changes of this long are read together, so that a burst costs each listener one message. */
const GATHER_MS = 25;

export interface Listener {
  /** The customer whose pages it may see; `undefined` for all. */
  scope: string | undefined;
  /** @param messages encoded, and the same bytes for everybody who may see the same */
  send(messages: Buffer): void;
  end(): void;
}

/** Tells listeners of every change of the read model, whichever replica made it. While nobody listens, it costs nothing. */
@Injectable()
export class CustomerpagesFeed implements BeforeApplicationShutdown {
  private readonly logger = new Logger(CustomerpagesFeed.name);
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  /** How often this replica has changed something. */
  private wakes = 0;

  constructor(private readonly changes: CustomerpagesChanges) {}

  /** @returns how to stop listening */
  listen(listener: Listener): () => void {
    if (this.listeners.size === 0) this.changes.startAt(Date.now());
    this.listeners.add(listener);
    this.schedule(POLL_MS);
    return () => this.listeners.delete(listener);
  }

  /** This replica has changed something. */
  wake(): void {
    this.wakes += 1;
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
    this.timer = setTimeout(() => void this.poll(), delay);
  }

  private async poll(): Promise<void> {
    const { wakes } = this;
    let isMore = false;
    try {
      const { pages, more } = await this.changes.next();
      if (pages.length > 0) this.tell(pages);
      isMore = more;
    } catch (error) {
      this.logger.warn(`the live stream waits: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.dueAt = Infinity;
    if (this.listeners.size > 0) this.schedule(isMore || this.wakes > wakes ? GATHER_MS : POLL_MS);
  }

  private tell(changed: Customerpage[]): void {
    const byCustomer = new Map<string | null, string>();
    let all = '';
    for (const page of changed) {
      const message = `event: customerpage\nid: ${page.touchedAt.getTime()}\ndata: ${JSON.stringify(toCustomerpageView(page))}\n\n`;
      all += message;
      byCustomer.set(page.customerId, (byCustomer.get(page.customerId) ?? '') + message);
    }
    // Encoded once: each of the streams would copy a string.
    const allEncoded = Buffer.from(all);
    const encoded = new Map([...byCustomer].map(([customer, messages]) => [customer, Buffer.from(messages)]));
    for (const listener of this.listeners) {
      const messages = listener.scope === undefined ? allEncoded : encoded.get(listener.scope);
      if (messages) listener.send(messages);
    }
  }
}
