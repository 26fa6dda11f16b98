import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { DomainError, Metrics } from '@carshare/service-kit';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';

/** The refusals that another fleet or other terms would have avoided. All are given after the model is known to exist. */
const OF_BOOKINGS = new Set(['car.not_available', 'car.not_bookable', 'booking.out_of_bounds']);
const OF_INSTANT_ORDERS = new Set(['car.out_of_stock']);

/** The part of a refused request that is counted. */
interface RefusedRequest {
  productId: string;
  from?: string | undefined;
}

/** Counts of refusals by JSON of `[day, productId, reason]`. */
type Counts = Map<string, number>;

/**
 * Counts the orders that were refused for lack of a car, by day, model and reason. The count is written after the refusal, in a
 * transaction of its own, and a request never waits for it. A crash loses the counts of the last moment.
 */
@Injectable()
export class UnmetDemand implements BeforeApplicationShutdown {
  private readonly logger = new Logger(UnmetDemand.name);
  private readonly refused;
  private waiting: Counts = new Map();
  private writing: Promise<void> | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    metrics: Metrics,
  ) {
    this.refused = metrics.counter('bookings_refused_total', 'Bookings that were refused, by model and reason.', [
      'model',
      'reason',
    ]);
  }

  /** @param error why the request was refused; other errors are ignored */
  note({ productId, from }: RefusedRequest, error: unknown, now = new Date()): void {
    if (!(error instanceof DomainError)) return;
    const reason = error.code;
    const isBooking = from !== undefined;
    if (!(isBooking ? OF_BOOKINGS : OF_INSTANT_ORDERS).has(reason)) return;
    if (isBooking) this.refused.inc({ model: productId, reason });
    const key = JSON.stringify([dayOf(now), productId, reason]);
    this.waiting.set(key, (this.waiting.get(key) ?? 0) + 1);
    this.writing ??= this.write();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.writing;
  }

  /** Refusals that come while one transaction runs are written together by the next one. */
  private async write(): Promise<void> {
    while (this.waiting.size > 0) {
      const counts = this.waiting;
      this.waiting = new Map();
      try {
        await this.add(counts);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.logger.warn(`the refusals of ${counts.size} models and reasons are not counted: ${reason}`);
      }
    }
    // In the same turn as the last look at `waiting`: a later refusal begins the next write.
    this.writing = undefined;
  }

  private async add(counts: Counts): Promise<void> {
    const work = (tx: Tx): Promise<void> => addAll(tx, counts);
    try {
      await this.unitOfWork.transaction(work);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // Another replica has inserted the row since it was looked for.
      await this.unitOfWork.transaction(work);
    }
  }
}

/** The day of an instant in UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Adds in the order of the keys, so that two replicas do not lock each other's rows. */
async function addAll(tx: Tx, counts: Counts): Promise<void> {
  for (const [key, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const row = JSON.parse(key) as string[];
    const raise = 'UPDATE unmet_demand SET refusals = refusals + ? WHERE day = ? AND product_id = ? AND reason = ?';
    if ((await tx.execute(raise, [count, ...row])) > 0) continue;
    const insert = 'INSERT INTO unmet_demand (day, product_id, reason, refusals) VALUES (?, ?, ?, ?)';
    await tx.execute(insert, [...row, count]);
  }
}
