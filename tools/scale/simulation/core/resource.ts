import { Fifo } from './fifo.ts';
import type { Simulation } from './simulation.ts';

/**
 * Something of which a number of users have one unit each and the others wait in line: cores, the thread of a process, a pool of
 * connections, the lock of a row.
 */
export class Resource {
  readonly name: string;
  readonly #simulation: Simulation;
  readonly #units: number;
  readonly #waiting = new Fifo<() => void>();
  #held = 0;
  #busyMs = 0;
  #changedAt = 0;

  /**
   * @param units how many have it at the same time
   * @throws {RangeError} for less than one unit
   */
  constructor(simulation: Simulation, name: string, units: number) {
    if (!(units >= 1)) throw new RangeError(`${name} must have at least one unit, not ${units}`);
    this.#simulation = simulation;
    this.name = name;
    this.#units = units;
  }

  /** How many have a unit or wait for one. */
  get load(): number {
    return this.#held + this.#waiting.length;
  }

  /** Share of all units that were held so far, from 0 to 1. */
  get utilisation(): number {
    this.#account();
    return this.#simulation.now === 0 ? 0 : this.#busyMs / (this.#simulation.now * this.#units);
  }

  /** Calls `begin` with a unit, which has to be released. */
  acquire(begin: () => void): void {
    if (this.#held >= this.#units) {
      this.#waiting.push(begin);
      return;
    }
    this.#account();
    this.#held += 1;
    begin();
  }

  /** Returns the unit, which the user that has waited longest gets. */
  release(): void {
    const next = this.#waiting.shift();
    if (next) {
      next();
      return;
    }
    this.#account();
    this.#held -= 1;
  }

  /** Holds a unit for `ms` milliseconds and calls `done`. */
  use(ms: number, done: () => void): void {
    this.acquire(() =>
      this.#simulation.after(ms, () => {
        this.release();
        done();
      }),
    );
  }

  #account(): void {
    this.#busyMs += this.#held * (this.#simulation.now - this.#changedAt);
    this.#changedAt = this.#simulation.now;
  }
}
