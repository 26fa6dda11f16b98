import { Batches } from '../core/batches.ts';
import { Resource } from '../core/resource.ts';
import type { Simulation } from '../core/simulation.ts';
import type { Work } from './database.ts';
import type { Deployment } from './deployment.ts';
import type { Pod } from './pod.ts';
import type { Service } from './service.ts';

/** An order that waits for its commit. */
interface Waiting {
  orderId: number;
  done: () => void;
}

/** The stock of the most wanted model: one row in each database of order, locked from its update to the commit. */
export class Stock {
  readonly rows: readonly Resource[];
  readonly #simulation: Simulation;
  readonly #deployment: Deployment;
  readonly #order: Service;
  readonly #work: (statements: number) => Work;
  readonly #statements: number;
  /** The orders that wait, by pod and database. */
  readonly #batches = new Map<Pod, readonly Batches<Waiting>[]>();

  /**
   * @param work what a number of statements costs
   * @param statements of the transaction that stores an order, the last of which takes the stock
   */
  constructor(
    simulation: Simulation,
    deployment: Deployment,
    order: Service,
    work: (statements: number) => Work,
    statements: number,
  ) {
    this.rows = Array.from(
      { length: deployment.databases },
      (_, index) => new Resource(simulation, `stock row ${index}`, 1),
    );
    this.#simulation = simulation;
    this.#deployment = deployment;
    this.#order = order;
    this.#work = work;
    this.#statements = statements;
  }

  /** Stores an order and takes its car. @param done runs after the commit */
  take(pod: Pod, orderId: number, done: () => void): void {
    const { stockBatch } = this.#deployment;
    if (stockBatch === 1) this.#commit(pod, [{ orderId, done }], () => undefined);
    else this.#batchesOf(pod)[orderId % this.rows.length]?.add({ orderId, done });
  }

  #batchesOf(pod: Pod): readonly Batches<Waiting>[] {
    const known = this.#batches.get(pod);
    if (known) return known;
    const max = this.#deployment.stockBatch;
    const work = (orders: readonly Waiting[], done: () => void): void => this.#commit(pod, orders, done);
    const batches = this.rows.map(() => new Batches(this.#simulation, { max, gapMs: 0, work }));
    this.#batches.set(pod, batches);
    return batches;
  }

  /** One transaction for several orders: each is read and inserted, the stock is taken once. */
  #commit(pod: Pod, orders: readonly Waiting[], committed: () => void): void {
    const [first] = orders;
    if (!first) return;
    const work = this.#work((this.#statements - 1) * orders.length + 1);
    const done = (): void => {
      committed();
      for (const order of orders) order.done();
    };
    this.#order.databaseOf(first.orderId).transaction(pod, work, done, this.rows[first.orderId % this.rows.length]);
  }
}
