/** Passes items from one producer to one consumer without a buffer: `put` resolves when its item is taken. */
export class Channel<T> {
  #item: { value: T; taken: () => void } | undefined;
  #state: 'open' | 'ended' | { error: unknown } = 'open';
  #wake: (() => void) | undefined;

  /** Drops the item and resolves immediately when the channel has ended. */
  async put(value: T): Promise<void> {
    if (this.#state !== 'open') return;
    await new Promise<void>((taken) => {
      this.#item = { value, taken };
      this.#wake?.();
    });
  }

  /** Resolves to undefined when the channel has ended; rejects when it failed. */
  async take(): Promise<T | undefined> {
    while (!this.#item && this.#state === 'open') {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (typeof this.#state === 'object') throw this.#state.error;
    const item = this.#item;
    this.#item = undefined;
    item?.taken();
    return item?.value;
  }

  end(): void {
    this.#finish('ended');
  }

  fail(error: unknown): void {
    this.#finish({ error });
  }

  #finish(state: 'ended' | { error: unknown }): void {
    if (this.#state !== 'open') return;
    this.#state = state;
    this.#item?.taken();
    this.#item = undefined;
    this.#wake?.();
  }
}
