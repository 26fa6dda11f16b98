import { setTimeout as sleep } from 'node:timers/promises';
import { inList, type Reader, type UnitOfWork } from '@carshare/persistence';
import type { ServiceConfig } from '@carshare/service-kit';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

const PERIOD_MS = 3_600_000;
const DAY_MS = 86_400_000;
const BATCH = 500;

/**
 * Prunes what no promise needs any more: sent outbox rows and old inbox rows. An inbox row must outlive whatever a
 * publisher may send again, and so its outbox row; should an older event come all the same, as when a group is set back, the
 * aggregates' own guards give it no second effect.
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
    const outbox = await this.pruneTable('outbox', now - this.config.OUTBOX_RETENTION_DAYS * DAY_MS);
    const inbox = await this.pruneTable('inbox', now - this.config.INBOX_RETENTION_DAYS * DAY_MS);
    return { outbox, inbox };
  }

  private async pruneTable(table: 'outbox' | 'inbox', before: number): Promise<number> {
    let count = 0;
    for (let after = 0; !this.stopping; await sleep(10)) {
      const { keys, last } = table === 'outbox' ? await this.oldOutbox(after, before) : await this.oldInbox(before);
      if (keys.length > 0) {
        const list = inList<string | number>(keys);
        // An event id may have come again, from another source, and be young.
        const [old, bounds] = table === 'outbox' ? ['id', []] : ['received_at < ? AND event_id', [before]];
        await this.unitOfWork.transaction((tx) =>
          tx.execute(`DELETE FROM ${table} WHERE ${old} IN ${list.sql}`, [...bounds, ...list.values]),
        );
        count += keys.length;
      }
      if (last === undefined) return count;
      after = last;
    }
    return count;
  }

  /** Old sent rows by id; goes on behind rows that still wait, and ends at the first that is young. */
  private async oldOutbox(after: number, before: number): Promise<{ keys: number[]; last: number | undefined }> {
    const rows = await this.reader.query<{
      id: number | string;
      created_at: number | string;
      sent_at: number | string | null;
    }>(`SELECT id, created_at, sent_at FROM outbox WHERE id > ? ORDER BY id LIMIT ${BATCH}`, [after]);
    const old = rows.filter((row) => Number(row.created_at) < before);
    const keys = old.filter((row) => row.sent_at !== null && Number(row.sent_at) < before).map((row) => Number(row.id));
    return { keys, last: old.length < BATCH ? undefined : Number(old.at(-1)?.id) };
  }

  /** Old rows by age; the index serves the order. */
  private async oldInbox(before: number): Promise<{ keys: string[]; last: number | undefined }> {
    const rows = await this.reader.query<{ event_id: string }>(
      `SELECT event_id FROM inbox WHERE received_at < ? ORDER BY received_at LIMIT ${BATCH}`,
      [before],
    );
    return { keys: rows.map((row) => row.event_id), last: rows.length < BATCH ? undefined : 0 };
  }
}
