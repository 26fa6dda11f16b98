import { AsyncLocalStorage } from 'node:async_hooks';
import type { Scheduler } from './scheduler.js';

/** Whose code is running. */
export const running = new AsyncLocalStorage<Incarnation>();

/**
 * One life of a process. Whatever its code waits for passes through {@link step} or a timer of its own; when it dies none of them
 * ever comes back, so that nothing of a dead process goes on.
 */
export class Incarnation {
  alive = true;
  /** It stands still until then, as a stopped or paused process does. */
  stalledUntil = 0;
  private readonly mourners = new Set<() => void>();

  constructor(
    readonly scheduler: Scheduler,
    readonly service: string,
    readonly replica: number,
    readonly life: number,
    /** Clients and the bank do not crash. */
    readonly mortal = true,
  ) {}

  get name(): string {
    return `${this.service}${this.replica}.${this.life}`;
  }

  /** A moment at which others may run, and at which this process may die. */
  step(label: string, least = 0, most = 4): Promise<void> {
    const { scheduler } = this;
    return new Promise((resolve) => {
      scheduler.after(this, scheduler.latency(least, most), () => {
        if (scheduler.strikes(this, label)) return;
        scheduler.trace(this, label);
        resolve();
      });
    });
  }

  /** @returns how to take it back */
  whenDead(work: () => void): () => void {
    this.mourners.add(work);
    return () => this.mourners.delete(work);
  }

  die(): void {
    this.alive = false;
    for (const work of [...this.mourners]) work();
    this.mourners.clear();
  }
}
