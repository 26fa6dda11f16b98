import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@carshare/event-log';
import type { Reader, UnitOfWork } from '@carshare/persistence';
import { Logger } from '@nestjs/common';
import { OutboxRows, shardOfRow, toMessage, type OutboxRow } from './outbox-rows.js';
import type { ShardLeases } from './shard-leases.js';
import { grouped } from './shards.js';

const BATCH = 200;
/** Poll interval in milliseconds while leases are held here or elsewhere: the delay before another replica's commit is seen. */
const POLL_MS = 200;
/** Poll interval in milliseconds while the outbox is empty: the delay before the rows of a replica that died are seen. */
const IDLE_POLL_MS = 2_000;
/**
 * Minimum time between two publications in milliseconds: batches events under load, and does not delay a single event. A publication wakes every
 * consumer. With 8 ms an order under load took 10 % more CPU time, and at half load the page was no sooner.
 */
const GATHER_MS = 20;
/** Maximum backoff in milliseconds: events that were committed during an outage are published within seconds of its end. */
const BACKOFF_MAX_MS = 2_000;
/** How long lanes run before the relay looks at its leases, in milliseconds; well below the term of a lease. */
const LANES_MS = 500;

/**
 * Publishes the rows of the outbox, oldest first, one batch at a time. Marks a batch as sent after the log has acknowledged it, so
 * events are published at least once and in order per key. Only the replica that holds the lease of a key's shard publishes it.
 */
export class Relay {
  private readonly logger = new Logger(Relay.name);
  private readonly rows: OutboxRows;
  private running: Promise<void> | undefined;
  private stopping = false;
  private awake = false;
  private wakeUp: (() => void) | undefined;
  private progressAt = Date.now();

  /**
   * @param lanes how many groups of shards are published side by side while more rows wait than one batch holds, 1 or more. More than
   * one is faster where reading, publishing and marking wait for servers
   */
  constructor(
    reader: Reader,
    unitOfWork: UnitOfWork,
    private readonly log: EventLog,
    private readonly leases: ShardLeases,
    private readonly lanes = 1,
  ) {
    this.rows = new OutboxRows(reader, unitOfWork);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the idle wait: the caller has committed an event. */
  wake(): void {
    this.awake = true;
    this.wakeUp?.();
  }

  /** When the relay last found nothing to publish or published; epoch milliseconds. */
  get lastProgressAt(): number {
    return this.progressAt;
  }

  /** How many shards of the outbox this replica publishes now. */
  get heldShards(): number {
    return this.leases.held.length;
  }

  /** Publishes the rows that are left and stops. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    await this.leases.release();
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
        earliest = sent === BATCH ? 0 : performance.now() + GATHER_MS;
        this.progressAt = Date.now();
        backoff = 0;
        if (sent === BATCH) continue;
      } catch (error) {
        backoff = Math.min(BACKOFF_MAX_MS, Math.max(100, backoff * 2));
        this.logger.warn(
          `publishing failed, retry in ${backoff} ms: ${error instanceof Error ? error.message : String(error)}`,
        );
        if (this.isStopping()) return;
        // Another replica may reach the log. Leases that cannot be released expire.
        await this.leases.release().catch(() => undefined);
      }
      if (this.isDone()) return;
      const ignoreWakeUps = backoff > 0 || heldElsewhere;
      const poll = heldElsewhere || this.heldShards > 0 ? POLL_MS : IDLE_POLL_MS;
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

  /** @returns the number of published messages; undefined when messages wait and other replicas hold all leases */
  private async publishBatch(): Promise<number | undefined> {
    const shards = await this.leases.hold();
    if (!shards) return 0;
    if (shards.length === 0) return undefined;
    // Read after the leases were taken: their previous holder may have published rows that were read before.
    const rows = await this.rows.waiting(shards, BATCH);
    if (rows.length === BATCH && this.lanes > 1) await this.sendSideBySide(shards, rows);
    else await this.send(rows);
    return rows.length;
  }

  /** Publishes the shards in groups that do not wait for each other: a key is in one of them, and stays in order. */
  private async sendSideBySide(shards: readonly number[], rows: readonly OutboxRow[]): Promise<void> {
    const until = performance.now() + LANES_MS;
    const outcomes = await Promise.allSettled(
      grouped(shards, this.lanes).map((lane) =>
        this.sendLane(
          lane,
          rows.filter((row) => lane.includes(shardOfRow(row))),
          until,
        ),
      ),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason as Error;
  }

  private async sendLane(lane: readonly number[], first: readonly OutboxRow[], until: number): Promise<void> {
    await this.send(first);
    for (let full = true; full && this.heldShards > 0 && performance.now() < until;) {
      const rows = await this.rows.waiting(lane, BATCH);
      await this.send(rows);
      full = rows.length === BATCH;
    }
  }

  private async send(rows: readonly OutboxRow[]): Promise<void> {
    // Read under leases that have expired meanwhile: another replica publishes these rows.
    if (rows.length === 0 || this.heldShards === 0) return;
    await this.log.publish(rows.map(toMessage));
    await this.rows.markSent(rows);
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
