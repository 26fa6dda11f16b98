import { setTimeout as sleep } from 'node:timers/promises';
import { inList, type Reader, type ServiceConfig, type UnitOfWork } from '@carshare/service-kit';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

const PERIOD_MS = 3_600_000;
const DAY_MS = 86_400_000;
const BATCH = 500;

/**
 * Prunes what no promise needs any more: sent outbox rows and old inbox rows. An inbox row must outlive every possible redelivery
 * of its event, and so the topic's retention; should an older event come all the same, the aggregates' own guards give it no second
 * effect.
 */
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly config: ServiceConfig,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.prune().then(
        () => undefined,
        (error: unknown) =>
          this.logger.warn(`pruning waits: ${error instanceof Error ? error.message : String(error)}`),
      );
    }, PERIOD_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Deletes what is older than the bounds, in small batches. @returns how many rows of each table */
  async prune(now = Date.now()): Promise<{ outbox: number; inbox: number }> {
    const outbox = await this.pruneTable('outbox', 'id', now - this.config.OUTBOX_RETENTION_DAYS * DAY_MS);
    const inbox = await this.pruneTable('inbox', 'event_id', now - this.config.INBOX_RETENTION_DAYS * DAY_MS);
    return { outbox, inbox };
  }

  private async pruneTable(table: 'outbox' | 'inbox', key: string, before: number): Promise<number> {
    // The outbox is read from its oldest row on and ends at the first that must stay; the inbox has an index by age.
    const select =
      table === 'outbox'
        ? `SELECT id, sent_at AS done_at FROM outbox ORDER BY id LIMIT ${BATCH}`
        : `SELECT event_id, received_at AS done_at FROM inbox WHERE received_at < ${before} ORDER BY received_at LIMIT ${BATCH}`;
    for (let count = 0; ;) {
      const rows = await this.reader.query<Record<string, number | string | null>>(select);
      const old = rows
        .filter((row) => row['done_at'] !== null && Number(row['done_at']) < before)
        .map((row) => row[key]);
      if (old.length === 0 || this.stopping) return count;
      const list = inList(old);
      await this.unitOfWork.transaction((tx) =>
        tx.execute(`DELETE FROM ${table} WHERE ${key} IN ${list.sql}`, list.values),
      );
      count += old.length;
      if (old.length < BATCH) return count;
      await sleep(10);
    }
  }
}
