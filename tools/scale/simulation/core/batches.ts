import { Fifo } from './fifo.ts';
import type { Simulation } from './simulation.ts';

interface BatchesSettings<T> {
  /** Items of one batch at most. */
  max: number;
  /** Pause after a batch that was not full, in milliseconds. */
  gapMs: number;
  /** Handles a batch and calls `done`. */
  work: (items: readonly T[], done: () => void) => void;
}

/**
 * Handles what has arrived as one batch, one batch at a time: a relay, a consumer's transaction, the log of a database whose commits
 * share a sync.
 */
export class Batches<T> {
  readonly #simulation: Simulation;
  readonly #settings: BatchesSettings<T>;
  readonly #waiting = new Fifo<T>();
  #isBusy = false;

  constructor(simulation: Simulation, settings: BatchesSettings<T>) {
    this.#simulation = simulation;
    this.#settings = settings;
  }

  /** Items that no batch contains yet. */
  get backlog(): number {
    return this.#waiting.length;
  }

  add(item: T): void {
    this.#waiting.push(item);
    if (!this.#isBusy) this.#next();
  }

  #next(): void {
    const { max, gapMs, work } = this.#settings;
    this.#isBusy = this.#waiting.length > 0;
    if (!this.#isBusy) return;
    const items = this.#waiting.take(max);
    const pauseMs = items.length === max ? 0 : gapMs;
    work(items, () => this.#simulation.after(pauseMs, () => this.#next()));
  }
}
