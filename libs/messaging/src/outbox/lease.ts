import { randomUUID } from 'node:crypto';
import type { UnitOfWork } from '@carshare/service-kit';

const TERM_MS = 3_000;

/**
 * The right to be the one replica that publishes: taken for three seconds when there is something to publish, renewed after one, free
 * again when its holder dies or has nothing more to do.
 */
export class Lease {
  private readonly owner = randomUUID();
  private heldUntil = 0;

  /** @param isShared whether other processes may write to the same database; an SQLite file has one writer, which needs no lease */
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly name: string,
    private readonly isShared: boolean,
  ) {}

  get isHeld(): boolean {
    return !this.isShared || Date.now() < this.heldUntil;
  }

  /** Takes or renews the lease. */
  async hold(): Promise<boolean> {
    const now = Date.now();
    if (!this.isShared || this.heldUntil - now > (TERM_MS * 2) / 3) return true;
    const until = now + TERM_MS;
    const taken = await this.unitOfWork.transaction((tx) =>
      tx.execute('UPDATE leases SET owner = ?, held_until = ? WHERE name = ? AND (owner = ? OR held_until < ?)', [
        this.owner,
        until,
        this.name,
        this.owner,
        now,
      ]),
    );
    this.heldUntil = taken === 1 ? until : 0;
    return taken === 1;
  }

  async release(): Promise<void> {
    if (!this.isShared || this.heldUntil === 0) return;
    this.heldUntil = 0;
    await this.unitOfWork.transaction((tx) =>
      tx.execute('UPDATE leases SET held_until = 0 WHERE name = ? AND owner = ?', [this.name, this.owner]),
    );
  }
}
