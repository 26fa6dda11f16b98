interface Waiting<T> {
  item: T;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Processes items in batches, one batch at a time and in order; items that arrive during a run form the next batch. */
export class Batcher<T> {
  readonly #run: (items: readonly T[]) => Promise<void>;
  readonly #limit: number;
  readonly #sizeOf: (item: T) => number;
  #waiting: Waiting<T>[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param run processes a batch; its outcome is the outcome of each item
   * @param limit a batch takes further items until the sum of their sizes reaches this
   */
  constructor(run: (items: readonly T[]) => Promise<void>, limit: number, sizeOf: (item: T) => number) {
    this.#run = run;
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  /** Resolves when the item's batch has been processed. @throws the error of its run */
  add(item: T): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#runAll();
    });
  }

  /** Resolves when no item is waiting. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #runAll(): Promise<void> {
    await Promise.resolve(); // items added in the same turn of the event loop share the first batch
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        await this.#run(batch.map(({ item }) => item));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
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
