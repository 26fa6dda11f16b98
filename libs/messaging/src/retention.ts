import { setTimeout as sleep } from 'node:timers/promises';
import { inList, type Reader, type UnitOfWork } from '@carshare/persistence';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { MessagingConfig } from './messaging.config.js';

const PERIOD_MS = 3_600_000;
const DAY_MS = 86_400_000;
const BATCH = 500;
const PAUSE_MS = 10;

/** A table of received events, whose rows are pruned by their age. */
export interface PrunedTable {
  name: string;
  /** The column of the primary key, or its first. */
  key: string;
  /** The column with the time of receipt; an index must begin with it. */
  at: string;
}

const INBOX: PrunedTable = { name: 'inbox', key: 'event_id', at: 'received_at' };

/**
 * Deletes old rows that no guarantee needs: sent outbox rows, inbox rows, and rows of the service's own tables of received
 * events. An inbox row must exist longer than a publisher may send its event again, and therefore longer than the outbox row. When a
 * group is reset further back, the guarded transitions of the aggregates prevent a second effect.
 */
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly config: MessagingConfig,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    /** Tables that are kept as long as the inbox. */
    private readonly likeInbox: readonly PrunedTable[] = [],
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
  async prune(now = Date.now()): Promise<Record<string, number>> {
    const pruned: Record<string, number> = {};
    pruned['outbox'] = await this.pruneOutbox(now - this.config.OUTBOX_RETENTION_DAYS * DAY_MS);
    for (const table of [INBOX, ...this.likeInbox]) {
      pruned[table.name] = await this.pruneByAge(table, now - this.config.INBOX_RETENTION_DAYS * DAY_MS);
    }
    return pruned;
  }

  private async pruneOutbox(before: number): Promise<number> {
    let count = 0;
    for (let after: number | undefined = 0; after !== undefined && !this.stopping; await sleep(PAUSE_MS)) {
      const { keys, last } = await this.oldOutbox(after, before);
      await this.delete('outbox', 'id', keys);
      count += keys.length;
      after = last;
    }
    return count;
  }

  private async pruneByAge({ name, key, at }: PrunedTable, before: number): Promise<number> {
    let count = 0;
    for (let full = true; full && !this.stopping; await sleep(PAUSE_MS)) {
      const rows = await this.reader.query<{ old: string }>(
        `SELECT ${key} AS old FROM ${name} WHERE ${at} < ? ORDER BY ${at} LIMIT ${BATCH}`,
        [before],
      );
      // The age is compared again: an event id may have come from another source, and be young.
      await this.delete(
        name,
        `${at} < ? AND ${key}`,
        rows.map(({ old }) => old),
        [before],
      );
      count += rows.length;
      full = rows.length === BATCH;
    }
    return count;
  }

  private async delete(table: string, where: string, keys: (string | number)[], bounds: number[] = []): Promise<void> {
    if (keys.length === 0) return;
    const list = inList<string | number>(keys);
    const sql = `DELETE FROM ${table} WHERE ${where} IN ${list.sql}`;
    await this.unitOfWork.transaction((tx) => tx.execute(sql, [...bounds, ...list.values]));
  }

  /** Returns old sent rows by id. Skips rows that are not sent, and ends at the first row that is young. */
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
}
