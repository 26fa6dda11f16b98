import { setTimeout as sleep } from 'node:timers/promises';
import { Reader, UnitOfWork } from '@carshare/persistence';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

const PERIOD_MS = 3_600_000;
const KEPT_MS = 24 * 3_600_000;
const RANGE = 2_000;

/** Forgets Idempotency-Keys a day after their orders, as the API documents. The orders stay. */
@Injectable()
export class OrdersRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OrdersRetention.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  /** Every order up to here has lost its key. */
  private forgotten = 0;
  private stopping = false;

  constructor(
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.forget().catch((error: unknown) => {
        this.logger.warn(`pruning waits: ${error instanceof Error ? error.message : String(error)}`);
      });
    }, PERIOD_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Goes through the orders by id, a range at a time, and ends at the first that is younger than a day. */
  async forget(now = Date.now()): Promise<void> {
    const before = now - KEPT_MS;
    while (!this.stopping) {
      const rows = await this.reader.query<{ id: number; created_at: number | string }>(
        `SELECT id, created_at FROM orders WHERE id > ${this.forgotten} ORDER BY id LIMIT ${RANGE}`,
      );
      const old = rows.filter((row) => Number(row.created_at) < before);
      const last = old.at(-1);
      if (!last) return;
      await this.unitOfWork.transaction((tx) =>
        tx.execute(
          'UPDATE orders SET idempotency_key = NULL, request_hash = NULL, version = version + 1 WHERE id > ? AND id <= ? AND idempotency_key IS NOT NULL AND created_at < ?',
          [this.forgotten, last.id, before],
        ),
      );
      this.forgotten = last.id;
      if (old.length < RANGE) return;
      await sleep(10);
    }
  }
}
