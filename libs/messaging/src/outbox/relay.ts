import { setTimeout as sleep } from 'node:timers/promises';
import type { WireMessage } from '@carshare/events';
import { inList, type Reader, type UnitOfWork } from '@carshare/persistence';
import { Logger } from '@nestjs/common';
import type { EventLog } from '@carshare/event-log';
import type { Lease } from './lease.js';

const BATCH = 200;
/** How soon the replica that publishes sees what another one committed, and one that does not, that it should, in milliseconds. */
const POLL_MS = 200;
/** How soon a replica sees what another one left behind when it died, in milliseconds. */
const IDLE_POLL_MS = 2_000;
/** The least time between two publications: under load they carry several events each, and a lone event does not wait. */
const GATHER_MS = 8;
/** Short, so that the events of an outage are published within seconds of its end. */
const BACKOFF_MAX_MS = 2_000;

interface OutboxRow {
  id: number | string;
  message_key: number | string;
  value: string;
  headers: string;
}

/**
 * Publishes what stands in the outbox, oldest first, one batch at a time, and marks it sent after the log's acknowledgement: at
 * least once, in order per key. One replica of a service publishes at a time; its lease says which.
 */
export class Relay {
  private readonly logger = new Logger(Relay.name);
  private readonly select: string;
  private running: Promise<void> | undefined;
  private stopping = false;
  private awake = false;
  private rouse: (() => void) | undefined;
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

  /** Tells the relay that something was committed, so that it need not wait for its poll. */
  wake(): void {
    this.awake = true;
    this.rouse?.();
  }

  /** When the relay last found the outbox empty or published from it; epoch milliseconds. */
  get lastProgressAt(): number {
    return this.progressAt;
  }

  /** Publishes what is left and stops. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    await this.lease.release();
  }

  private async run(): Promise<void> {
    let backoff = 0;
    let earliest = 0;
    let isAnothers = false;
    for (;;) {
      const early = earliest - performance.now();
      if (early > 0) await sleep(early);
      this.awake = false;
      try {
        const sent = await this.publishBatch();
        isAnothers = sent === undefined;
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
      const isDeaf = backoff > 0 || isAnothers;
      const poll = isAnothers || this.lease.isHeld ? POLL_MS : IDLE_POLL_MS;
      if (isDeaf || !this.isAwake()) await this.rest(backoff || poll, isDeaf);
    }
  }

  // Read through methods: they change while the loop awaits, which the compiler cannot see.
  private isAwake(): boolean {
    return this.awake;
  }

  private isStopping(): boolean {
    return this.stopping;
  }

  private isDone(): boolean {
    return this.stopping && !this.awake;
  }

  /** @returns how many messages were published; undefined when there are some and another replica is to publish them */
  private async publishBatch(): Promise<number | undefined> {
    const wasHeld = this.lease.isHeld;
    let rows = await this.reader.query<OutboxRow>(this.select);
    if (rows.length === 0) return 0;
    if (!(await this.lease.hold())) return undefined;
    // What was read before may have been published since by the one that held the lease then.
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

  private rest(ms: number, deaf: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.rouse = (): void => {
        if (deaf && !this.stopping) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function toMessage(row: OutboxRow): WireMessage {
  return { key: String(row.message_key), value: row.value, headers: JSON.parse(row.headers) as Record<string, string> };
}
