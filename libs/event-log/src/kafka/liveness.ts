/**
 * How long a broker may be silent before the consumer is replaced, in milliseconds. Longer than a rebalance; short enough that the new
 * consumer, including the time to join, consumes within 30 s after an outage.
 */
export const SILENCE_LIMIT_MS = 16_000;

/**
 * Detects a consumer without progress by the answers of the brokers. kafkajs may retry for minutes with a broker that has frozen or no
 * longer leads a partition, while its other connections work.
 */
export class Liveness {
  #heartbeatAt = performance.now();
  #answeredAt = Date.now();
  readonly #nodes = new Map<number, { askedAt: number; waitsSince: number | undefined }>();

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
    const known = this.#nodes.get(node);
    // An answer that came before a long handler, and a fetch to a broker that left and came back, say nothing of this fetch.
    const isRepeated = known !== undefined && known.askedAt >= now - SILENCE_LIMIT_MS;
    this.#nodes.set(node, { askedAt: now, waitsSince: (isRepeated ? known.waitsSince : undefined) ?? now });
  }

  fetched(node: number): void {
    const now = performance.now();
    this.#answeredAt = Date.now();
    this.#nodes.set(node, { askedAt: now, waitsSince: undefined });
  }

  /** @returns the fault, or undefined while every broker answers */
  fault(): string | undefined {
    const oldest = performance.now() - SILENCE_LIMIT_MS;
    if (this.#heartbeatAt < oldest) return `the coordinator has not answered for ${SILENCE_LIMIT_MS / 1_000} s`;
    for (const [node, { askedAt, waitsSince }] of this.#nodes) {
      // A broker without a recent fetch has left the cluster, or the handler is processing its records.
      if (askedAt >= oldest && waitsSince !== undefined && waitsSince < oldest) {
        return `broker ${node} has not answered for ${SILENCE_LIMIT_MS / 1_000} s`;
      }
    }
    return undefined;
  }
}
