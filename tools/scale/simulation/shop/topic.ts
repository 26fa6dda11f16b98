import type { Simulation } from '../core/simulation.ts';

/** An event on its way. */
export interface ShopEvent {
  type: 'Ordered' | 'Paid' | 'Shipped';
  orderId: number;
  /** The instant at which the order was placed. */
  since: number;
}

/** The topic: an order's events go to one partition, and a partition to one consumer of each group. */
export class Topic {
  readonly #simulation: Simulation;
  readonly #partitions: number;
  readonly #deliveryMs: number;
  readonly #groups: ((event: ShopEvent, partition: number) => void)[] = [];

  /** @param deliveryMs from the acknowledgement to the consumer */
  constructor(simulation: Simulation, partitions: number, deliveryMs: number) {
    this.#simulation = simulation;
    this.#partitions = partitions;
    this.#deliveryMs = deliveryMs;
  }

  /**
   * Adds a consumer group.
   * @param consumers of the group, each of which gets a range of the partitions; those beyond the partitions get none
   */
  subscribe(consumers: readonly ((event: ShopEvent) => void)[]): void {
    const active = Math.min(consumers.length, this.#partitions);
    this.#groups.push((event, partition) => consumers[Math.floor((partition * active) / this.#partitions)]?.(event));
  }

  publish(events: readonly ShopEvent[]): void {
    this.#simulation.after(this.#deliveryMs, () => {
      for (const event of events) {
        for (const deliver of this.#groups) deliver(event, event.orderId % this.#partitions);
      }
    });
  }
}
