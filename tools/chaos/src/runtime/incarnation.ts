import { AsyncLocalStorage } from 'node:async_hooks';
import type { Scheduler } from './scheduler.js';

/** The process whose code is running. */
export const running = new AsyncLocalStorage<Incarnation>();

/**
 * One life of a process. Everything its code awaits passes through {@link step} or one of its timers. After a crash
 * none of them resolves, so no code of a crashed process continues.
 */
export class Incarnation {
  alive = true;
  /** The process is paused until this time. */
  stalledUntil = 0;
  private readonly deathListeners = new Set<() => void>();

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

  /** A point at which other processes may run, and at which this process may crash. */
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

  /** Calls `work` when the process crashes. @returns a function that removes the call */
  onDeath(work: () => void): () => void {
    this.deathListeners.add(work);
    return () => this.deathListeners.delete(work);
  }

  die(): void {
    this.alive = false;
    for (const work of [...this.deathListeners]) work();
    this.deathListeners.clear();
  }
}
