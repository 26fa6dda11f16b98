import { randomUUID } from 'node:crypto';
import type { Dialect, UnitOfWork } from '@carshare/persistence';

const TERM_MS = 3_000;

/** SQL for the epoch milliseconds of the database's clock. In UTC, so time zones and daylight saving have no effect. */
export const DATABASE_CLOCK: Readonly<Record<Dialect, string>> = {
  sqlite: "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)",
  mysql: "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000",
  postgres: 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)',
};

/**
 * The lease of the one replica that publishes. It is taken for 3 s when there are events to publish, renewed after 1 s, and expires
 * when its holder dies. The database's clock measures the term, because the clocks of the replicas may differ.
 */
export class Lease {
  private readonly owner = randomUUID();
  /** In the time of `performance.now()`. Counted from before the lease was taken, so it ends here before it ends in the database. */
  private heldUntil = 0;

  /**
   * @param clock SQL for the epoch milliseconds of the database; undefined where no other process writes to it, as with an SQLite
   * file, which needs no lease
   */
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly name: string,
    private readonly clock?: () => string,
  ) {}

  get isHeld(): boolean {
    return !this.clock || performance.now() < this.heldUntil;
  }

  /** Takes or renews the lease. @returns whether this replica holds it */
  async hold(): Promise<boolean> {
    const begun = performance.now();
    if (!this.clock || this.heldUntil - begun > (TERM_MS * 2) / 3) return true;
    const now = this.clock();
    // A lease that ends later than one term from now was written by a wrong clock: treat it as expired.
    const sql = `UPDATE leases SET owner = ?, held_until = ${now} + ${TERM_MS} WHERE name = ?
      AND (owner = ? OR held_until < ${now} OR held_until > ${now} + ${TERM_MS})`;
    const taken = await this.unitOfWork.transaction((tx) => tx.execute(sql, [this.owner, this.name, this.owner]));
    this.heldUntil = taken === 1 ? begun + TERM_MS : 0;
    return taken === 1;
  }

  async release(): Promise<void> {
    if (!this.clock || this.heldUntil === 0) return;
    this.heldUntil = 0;
    await this.unitOfWork.transaction((tx) =>
      tx.execute('UPDATE leases SET held_until = 0 WHERE name = ? AND owner = ?', [this.name, this.owner]),
    );
  }
}
