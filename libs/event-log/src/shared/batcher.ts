interface Waiting<T> {
  item: T;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Runs one group of items at a time, in the order they came; those that arrive during a run share the next one, so that many small
 * items cost few runs.
 */
export class Gathering<T> {
  readonly #run: (items: readonly T[]) => Promise<void>;
  readonly #limit: number;
  readonly #sizeOf: (item: T) => number;
  #waiting: Waiting<T>[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param run works on a group; each of its items ends as it does
   * @param limit further items join a group until their sizes come to this
   */
  constructor(run: (items: readonly T[]) => Promise<void>, limit: number, sizeOf: (item: T) => number) {
    this.#run = run;
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  /** Resolves when the item's group has been run. @throws what its run throws */
  add(item: T): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#runAll();
    });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #runAll(): Promise<void> {
    await Promise.resolve(); // lets the items of the same turn share the first run
    while (this.#waiting.length > 0) {
      const group = this.#take();
      try {
        await this.#run(group.map(({ item }) => item));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#running = undefined;
  }

  #take(): Waiting<T>[] {
    let count = 0;
    let size = 0;
    for (const { item } of this.#waiting) {
      if (size >= this.#limit) break;
      size += this.#sizeOf(item);
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
