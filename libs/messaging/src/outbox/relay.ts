import { setTimeout as sleep } from 'node:timers/promises';
import type { WireMessage } from '@carshare/events';
import { inList, type Reader, type UnitOfWork } from '@carshare/persistence';
import { Logger } from '@nestjs/common';
import type { EventLog } from '@carshare/event-log';
import type { Lease } from './lease.js';

const BATCH = 200;
/** Poll interval in milliseconds while the lease is held here or elsewhere: the delay before another replica's commit is seen. */
const POLL_MS = 200;
/** Poll interval in milliseconds while the outbox is empty: the delay before the rows of a replica that died are seen. */
const IDLE_POLL_MS = 2_000;
/** Minimum time between two publications in milliseconds: batches events under load, and does not delay a single event. */
const GATHER_MS = 8;
/** Maximum backoff in milliseconds: events that were committed during an outage are published within seconds of its end. */
const BACKOFF_MAX_MS = 2_000;

interface OutboxRow {
  id: number | string;
  message_key: number | string;
  value: string;
  headers: string;
}

/**
 * Publishes the rows of the outbox, oldest first, one batch at a time. Marks a batch as sent after the log has acknowledged it, so
 * events are published at least once and in order per key. Only the replica that holds the lease publishes.
 */
export class Relay {
  private readonly logger = new Logger(Relay.name);
  private readonly select: string;
  private running: Promise<void> | undefined;
  private stopping = false;
  private awake = false;
  private wakeUp: (() => void) | undefined;
  private progressAt = Date.now();

  constructor(
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly log: EventLog,
    private readonly lease: Lease,
  ) {
    this.select = `SELECT id, message_key, value, headers FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT ${BATCH}`;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the idle wait: the caller has committed an event. */
  wake(): void {
    this.awake = true;
    this.wakeUp?.();
  }

  /** When the relay last found the outbox empty or published from it; epoch milliseconds. */
  get lastProgressAt(): number {
    return this.progressAt;
  }

  /** Publishes the rows that are left and stops. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    await this.lease.release();
  }

  private async run(): Promise<void> {
    let backoff = 0;
    let earliest = 0;
    let heldElsewhere = false;
    for (;;) {
      const early = earliest - performance.now();
      if (early > 0) await sleep(early);
      this.awake = false;
      try {
        const sent = await this.publishBatch();
        heldElsewhere = sent === undefined;
        earliest = performance.now() + GATHER_MS;
        this.progressAt = Date.now();
        backoff = 0;
        if (sent === BATCH) continue;
      } catch (error) {
        backoff = Math.min(BACKOFF_MAX_MS, Math.max(100, backoff * 2));
        this.logger.warn(
          `publishing failed, retry in ${backoff} ms: ${error instanceof Error ? error.message : String(error)}`,
        );
        if (this.isStopping()) return;
      }
      if (this.isDone()) return;
      const ignoreWakeUps = backoff > 0 || heldElsewhere;
      const poll = heldElsewhere || this.lease.isHeld ? POLL_MS : IDLE_POLL_MS;
      if (ignoreWakeUps || !this.isAwake()) await this.idle(backoff || poll, ignoreWakeUps);
    }
  }

  // Methods, because the compiler narrows a field and does not see that it changes during an await.
  private isAwake(): boolean {
    return this.awake;
  }

  private isStopping(): boolean {
    return this.stopping;
  }

  private isDone(): boolean {
    return this.stopping && !this.awake;
  }

  /** @returns the number of published messages; undefined when messages wait and another replica holds the lease */
  private async publishBatch(): Promise<number | undefined> {
    const wasHeld = this.lease.isHeld;
    let rows = await this.reader.query<OutboxRow>(this.select);
    if (rows.length === 0) return 0;
    if (!(await this.lease.hold())) return undefined;
    // The rows were read before the lease was taken: its previous holder may have published them since.
    if (!wasHeld) rows = await this.reader.query<OutboxRow>(this.select);
    if (rows.length === 0) return 0;
    await this.log.publish(rows.map(toMessage));
    await this.markSent(rows.map((row) => Number(row.id)));
    return rows.length;
  }

  private async markSent(ids: number[]): Promise<void> {
    const list = inList(ids);
    await this.unitOfWork.transaction((tx) =>
      tx.execute(`UPDATE outbox SET sent_at = ? WHERE id IN ${list.sql}`, [Date.now(), ...list.values]),
    );
  }

  /** Waits for the time or for a wake-up. @param ignoreWakeUps whether only `stop` ends the wait early */
  private idle(ms: number, ignoreWakeUps: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = (): void => {
        if (ignoreWakeUps && !this.stopping) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function toMessage(row: OutboxRow): WireMessage {
  return { key: String(row.message_key), value: row.value, headers: JSON.parse(row.headers) as Record<string, string> };
}
