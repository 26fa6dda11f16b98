import type { Random } from './random.js';

export interface Timer {
  /** Epoch milliseconds. */
  at: number;
  /** Orders timers of the same millisecond. */
  tie: number;
  run: (() => void) | undefined;
}

/**
 * Virtual time: it stands still while code runs and jumps to the next timer. Timers of the same millisecond fire in
 * random order.
 */
export class Clock {
  private readonly heap: Timer[] = [];

  constructor(
    public now: number,
    private readonly random: Random,
  ) {}

  after(delay: number, run: () => void): Timer {
    const timer = { at: this.now + Math.max(0, Math.round(delay)), tie: this.random.next(), run };
    this.push(timer);
    return timer;
  }

  /** Sets a timer that has fired again, for `at`. */
  postpone(timer: Timer, at: number): void {
    timer.at = at;
    this.push(timer);
  }

  /** Advances to the next timer. @returns the timer; undefined when there is none before `limit` */
  advance(limit: number): Timer | undefined {
    for (;;) {
      const [first] = this.heap;
      if (!first || first.at > limit) return undefined;
      this.pop();
      if (!first.run) continue;
      this.now = Math.max(this.now, first.at);
      return first;
    }
  }

  private push(timer: Timer): void {
    const { heap } = this;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(timer, heap[parent])) break;
      heap[index] = heap[parent] as Timer;
      index = parent;
    }
    heap[index] = timer;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (before(heap[child + 1], heap[child])) child += 1;
      if (!before(heap[child], last)) break;
      heap[index] = heap[child] as Timer;
      index = child;
    }
    heap[index] = last;
  }
}

function before(a: Timer | undefined, b: Timer | undefined): boolean {
  if (!a || !b) return a !== undefined;
  return a.at < b.at || (a.at === b.at && a.tie < b.tie);
}
