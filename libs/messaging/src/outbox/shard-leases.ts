import { inList, type Reader, type UnitOfWork } from '@carshare/persistence';
import { uuidv7 } from '@carshare/service-kit';
import { ALL_SHARDS, SHARDS } from './shards.js';
import { leaseOf, memberOf, shareOf, TERM_MS, WHOLE, type LeaseRow, type Share } from './share.js';

/** A lease is renewed when less than this is left of it, in milliseconds. */
const RENEW_MS = (TERM_MS * 2) / 3;
/** How often a replica that does not hold all shards looks for free ones, in milliseconds. */
const LOOK_MS = 200;

/**
 * The shards of the outbox that this replica publishes, each under a lease of 3 s in the database. Leases are taken while events wait,
 * renewed after 1 s, and expire when their holder dies. The database's clock measures the term, because the clocks of the replicas may
 * differ. Each replica holds its share ({@link shareOf}).
 */
export class ShardLeases {
  private readonly owner = uuidv7();
  private shards: readonly number[] = [];
  /** In the time of `performance.now()`. Counted from before the leases were taken, so they end here before they end in the database. */
  private heldUntil = 0;
  private lookedAt = -Infinity;

  /**
   * @param clock SQL for the epoch milliseconds of the database; undefined where no other process writes to it, as with an SQLite
   * file, which needs no lease
   */
  constructor(
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock?: () => string,
  ) {}

  /** The shards that this replica may publish now; none when the leases have expired. */
  get held(): readonly number[] {
    if (!this.clock) return ALL_SHARDS;
    return performance.now() < this.heldUntil ? this.shards : [];
  }

  /**
   * Takes, renews and releases leases. The caller has nothing in flight, so what is released is not being published.
   * @returns the shards that this replica may publish; undefined when no event waits, whichever replica would publish it
   */
  async hold(): Promise<readonly number[] | undefined> {
    if (!this.clock || !this.isDue()) return this.held;
    this.lookedAt = performance.now();
    const look = await this.look(this.clock);
    if (!look) return undefined;
    const share = shareOf(look.leases, this.owner, look.now);
    // Without what others hold, and before the leases are released: the answer to that commit may be lost.
    this.shards = share.isBlocked ? [] : share.keep;
    if (!share.isBlocked && this.isToWrite(share)) await this.write(share, this.clock);
    return this.held;
  }

  /** Releases every lease and the share in the outbox. */
  async release(): Promise<void> {
    if (this.heldUntil === 0) return;
    this.shards = [];
    this.heldUntil = 0;
    await this.unitOfWork.transaction(
      (tx) => tx.execute('UPDATE leases SET held_until = 0 WHERE owner = ?', [this.owner]),
      'events',
    );
  }

  private isDue(): boolean {
    const now = performance.now();
    if (this.held.length === 0 || this.heldUntil - now <= RENEW_MS) return true;
    return this.held.length < SHARDS && now - this.lookedAt >= LOOK_MS;
  }

  private isToWrite({ take, surplus, isMember }: Share): boolean {
    return take.length > 0 || surplus.length > 0 || !isMember || this.heldUntil - performance.now() <= RENEW_MS;
  }

  /** Reads the leases while events wait: one query for both, as an idle service polls with it. */
  private async look(clock: () => string): Promise<{ leases: LeaseRow[]; now: number } | undefined> {
    const rows = await this.reader.query<{ name: string; owner: string; held_until: unknown; read_at: unknown }>(
      `SELECT name, owner, held_until, ${clock()} AS read_at FROM leases
       WHERE (SELECT id FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT 1) IS NOT NULL`,
    );
    if (rows.length === 0) return undefined;
    return {
      leases: rows.map(({ name, owner, held_until: heldUntil }) => ({ name, owner, heldUntil: Number(heldUntil) })),
      now: Number(rows[0]?.read_at),
    };
  }

  private async write({ keep, take, surplus, isMember, former }: Share, clock: () => string): Promise<void> {
    let begun = 0;
    const now = clock();
    const wanted = [...keep, ...take];
    const names = [...wanted.map(leaseOf), memberOf(this.owner), WHOLE.name];
    const held = inList(names);
    const written = await this.unitOfWork.transaction(async (tx) => {
      // Once there is a connection: a wait for it that is longer than the term would end every lease before it is used.
      begun = performance.now();
      if (!isMember) {
        const row = [memberOf(this.owner), this.owner];
        await tx.execute('INSERT INTO leases (name, owner, held_until) VALUES (?, ?, 0)', row);
      }
      for (const shard of surplus) {
        const lease = [leaseOf(shard), this.owner];
        await tx.execute('UPDATE leases SET held_until = 0 WHERE name = ? AND owner = ?', lease);
      }
      for (const name of former) await tx.execute('DELETE FROM leases WHERE name = ?', [name]);
      return tx.execute(
        `UPDATE leases SET owner = CASE WHEN name = '${WHOLE.name}' THEN '${WHOLE.owner}' ELSE ? END, held_until = ${now} + ${TERM_MS}
         WHERE name IN ${held.sql}
         AND (owner = ? OR owner = '${WHOLE.owner}' OR held_until < ${now} OR held_until > ${now} + ${TERM_MS})`,
        [this.owner, ...held.values, this.owner],
      );
    }, 'events');
    this.shards = written === names.length ? wanted : await this.wonOf(wanted, clock);
    this.heldUntil = begun + TERM_MS;
  }

  /** Another replica was faster with a lease. @returns the shards that this one has */
  private async wonOf(wanted: readonly number[], clock: () => string): Promise<readonly number[]> {
    const look = await this.look(clock);
    if (!look) return [];
    const { isBlocked, keep, surplus } = shareOf(look.leases, this.owner, look.now);
    return isBlocked ? [] : wanted.filter((shard) => keep.includes(shard) || surplus.includes(shard));
  }
}
