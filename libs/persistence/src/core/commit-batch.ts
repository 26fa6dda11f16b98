import type { Tx } from './tx.js';

/** Collects the writes of one kind in a transaction and runs them as one statement, just before the commit. */
export class CommitBatch<T> {
  private readonly batches = new WeakMap<Tx, T[]>();

  /**
   * @param write what it writes belongs to the transaction
   * @param committed runs after the commit; lost with the process, so nothing may depend on it but speed
   */
  constructor(
    private readonly write: (tx: Tx, items: readonly T[]) => Promise<void>,
    private readonly committed: () => void,
  ) {}

  add(tx: Tx, item: T): void {
    const batch = this.batches.get(tx);
    if (batch) {
      batch.push(item);
      return;
    }
    const items = [item];
    this.batches.set(tx, items);
    tx.onCommitting(() => this.write(tx, items));
    tx.onCommitted(this.committed);
  }
}
