import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { toCustomerpageView } from './customerpage.dto.js';
import { CustomerpagesChanges, PlaceLost, type News } from './customerpages.changes.js';
import { CustomerpagesFreshness } from './customerpages.freshness.js';

/** How soon a change that another replica made is seen, in milliseconds. */
const POLL_MS = 250;
/** Changes of this long are read together, so that a burst costs each listener one message. */
const GATHER_MS = 25;
/** How often the age of the read model is compared with what listeners know of it, in milliseconds. */
const BEAT_MS = 2_000;
/** Every listener hears at least this often that its stream is alive, in milliseconds. */
const HEARTBEAT_MS = 15_000;
/** A read model counts as up to date below this age, in seconds: the age is measured in steps of a few seconds. */
const BEHIND = 6;

export interface Listener {
  /** The customer whose pages it may see; `undefined` for all. */
  scope: string | undefined;
  /** @param messages encoded, and the same bytes for everybody who may see the same */
  send(messages: Buffer): void;
  end(): void;
}

/** Sends every change of the read model to the listeners, whichever replica made it. Without listeners it does not poll. */
@Injectable()
export class CustomerpagesFeed implements BeforeApplicationShutdown {
  private readonly logger = new Logger(CustomerpagesFeed.name);
  private readonly listeners = new Set<Listener>();
  /** Listeners that were not sent `ready` yet. */
  private readonly joining = new Set<Listener>();
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private heart: NodeJS.Timeout | undefined;
  private lastBeat = { at: 0, behind: 0 };
  /** How often this replica has changed something. */
  private wakes = 0;

  constructor(
    private readonly changes: CustomerpagesChanges,
    private readonly freshness: CustomerpagesFreshness,
  ) {}

  /** Sends `ready` and everything after it. @returns how to stop listening */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    this.joining.add(listener);
    this.heart ??= setInterval(() => this.beat(), BEAT_MS);
    this.freshness.watch(true);
    if (this.changes.isPlaced) this.greet();
    this.schedule(this.changes.isPlaced ? POLL_MS : 0);
    return () => this.leave(listener);
  }

  /** Called after this replica has changed pages, so that the feed reads the changes before its next poll. */
  wake(): void {
    this.wakes += 1;
    if (this.listeners.size > 0) this.schedule(GATHER_MS);
  }

  /** Streams would keep the server from closing. */
  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.endAll();
  }

  private leave(listener: Listener): void {
    this.listeners.delete(listener);
    this.joining.delete(listener);
    if (this.listeners.size > 0) return;
    clearInterval(this.heart);
    this.heart = undefined;
    this.freshness.watch(false);
  }

  /** The clients come back and read everything again. */
  private endAll(): void {
    for (const listener of [...this.listeners]) {
      this.leave(listener);
      listener.end();
    }
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
      if (!this.changes.isPlaced) await this.changes.place();
      this.greet();
      const news = await this.changes.next();
      if (news.pages.length > 0) this.publish(news);
      isMore = news.more;
    } catch (error) {
      if (error instanceof PlaceLost) {
        this.changes.forget();
        this.endAll();
      } else this.logger.warn(`the live stream waits: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.dueAt = Infinity;
    if (this.listeners.size === 0) this.changes.forget();
    else this.schedule(isMore || this.wakes > wakes ? GATHER_MS : POLL_MS);
  }

  private greet(): void {
    if (this.joining.size === 0) return;
    const message = beat('ready', this.behind());
    for (const listener of this.joining) listener.send(message);
    this.joining.clear();
  }

  private beat(): void {
    const behind = this.behind();
    if (behind === this.lastBeat.behind && Date.now() - this.lastBeat.at < HEARTBEAT_MS) return;
    this.lastBeat = { at: Date.now(), behind };
    const message = beat('alive', behind);
    for (const listener of this.listeners) if (!this.joining.has(listener)) listener.send(message);
  }

  /** Whole seconds; 0 when the read model is up to date. */
  private behind(): number {
    const age = this.freshness.age();
    return age < BEHIND ? 0 : Math.floor(age);
  }

  private publish({ pages, position }: News): void {
    const byCustomer = new Map<string | null, string>();
    let all = '';
    for (const page of pages) {
      const message = `event: customerpage\nid: ${position}\ndata: ${JSON.stringify(toCustomerpageView(page))}\n\n`;
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

function beat(event: 'ready' | 'alive', behind: number): Buffer {
  const data = JSON.stringify({ asOf: new Date().toISOString(), behind });
  return Buffer.from(`event: ${event}\ndata: ${data}\n\n`);
}
