interface Entry {
  at: number;
  /** Entries of the same instant run in the order in which they were added. */
  sequence: number;
  run: () => void;
}

/**
 * A discrete-event simulation: a virtual clock and what happens at which instant. Deterministic: nothing reads a real clock.
 * @example
 * const simulation = new Simulation();
 * simulation.after(5, () => console.log(simulation.now)); // 5
 * simulation.runUntil(10);
 */
export class Simulation {
  readonly #heap: Entry[] = [];
  #now = 0;
  #sequence = 0;

  /** Milliseconds since the start. */
  get now(): number {
    return this.#now;
  }

  /**
   * Runs `run` after a delay.
   * @param delay milliseconds, 0 or more
   * @throws {RangeError} for a negative delay or one that is not a number
   */
  after(delay: number, run: () => void): void {
    if (!(delay >= 0)) throw new RangeError(`a delay must be 0 or more, not ${delay}`);
    this.#push({ at: this.#now + delay, sequence: this.#sequence++, run });
  }

  /** Runs what happens up to `end`, in milliseconds, and sets the clock to it. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; next && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      this.#now = next.at;
      next.run();
    }
    this.#now = Math.max(this.#now, end);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || isBefore(above, entry)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const least = isRight ? right : left;
      if (!least || isBefore(last, least)) break;
      heap[index] = least;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = last;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.sequence < other.sequence);
}
