import type { Outcome } from './jobs.ts';
import { latency } from './stats.ts';

/** Of an order, or of the order that an extension belongs to. */
const ID = /"(?:id|orderId)":(\d+)/;

/** Counts the answers of a load. Accepted means 201 with an order id. */
export class Tally {
  accepted = 0;
  private readonly latencies: number[] = [];
  private readonly failures: Record<string, number> = {};
  private shed = 0;
  private failed = 0;
  private firstId = Infinity;
  private lastId = 0;
  private readonly startedAt = performance.now();

  /** Returns the order's id when it was accepted. */
  add(status: number, body: string, ms: number): number | undefined {
    const id = status === 201 ? Number(ID.exec(body)?.[1]) : NaN;
    if (id > 0) {
      this.accepted += 1;
      this.latencies.push(ms);
      if (id < this.firstId) this.firstId = id;
      if (id > this.lastId) this.lastId = id;
      return id;
    }
    if (status === 503 || status === 429) this.shed += 1;
    else {
      this.failed += 1;
      const what = status === 0 ? 'no answer' : `${status} ${body.slice(0, 160)}`;
      if (this.failures[what] !== undefined || Object.keys(this.failures).length < 8) {
        this.failures[what] = (this.failures[what] ?? 0) + 1;
      }
    }
    return undefined;
  }

  outcome(): Outcome {
    const seconds = (performance.now() - this.startedAt) / 1_000;
    const { accepted, shed, failed, failures, firstId, lastId } = this;
    const perSecond = accepted / seconds;
    return { seconds, accepted, shed, failed, failures, perSecond, latency: latency(this.latencies), firstId, lastId };
  }
}
