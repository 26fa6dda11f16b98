/**
 * How long a consumer may be silent until another takes its place, in milliseconds. Longer than a rebalance; short enough that, with
 * the time to join, it consumes within 30 s of the end of any outage.
 */
export const SILENCE_LIMIT_MS = 16_000;

/**
 * Whether a consumer makes progress, by what it hears from the brokers. kafkajs may retry for minutes with a broker that has frozen
 * or no longer leads a partition, while its other connections work.
 */
export class Liveness {
  #heartbeatAt = performance.now();
  #answeredAt = Date.now();
  readonly #nodes = new Map<number, { askedAt: number; answeredAt: number }>();

  /** When any broker last answered; epoch milliseconds. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  heartbeat(): void {
    this.#answeredAt = Date.now();
    this.#heartbeatAt = performance.now();
  }

  fetching(node: number): void {
    const now = performance.now();
    this.#nodes.set(node, { askedAt: now, answeredAt: this.#nodes.get(node)?.answeredAt ?? now });
  }

  fetched(node: number): void {
    const now = performance.now();
    this.#answeredAt = Date.now();
    this.#nodes.set(node, { askedAt: now, answeredAt: now });
  }

  /** @returns what is wrong, or undefined */
  fault(): string | undefined {
    const oldest = performance.now() - SILENCE_LIMIT_MS;
    if (this.#heartbeatAt < oldest) return `the coordinator has not answered for ${SILENCE_LIMIT_MS / 1_000} s`;
    for (const [node, { askedAt, answeredAt }] of this.#nodes) {
      // One that is asked no more has left the cluster, or its records are with the handler.
      if (askedAt >= oldest && answeredAt < oldest) {
        return `broker ${node} has not answered for ${SILENCE_LIMIT_MS / 1_000} s`;
      }
    }
    return undefined;
  }
}
