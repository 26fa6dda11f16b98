import { setTimeout as sleep } from 'node:timers/promises';
import { serverConditionOf } from '../conditions/index.js';
import type { Work } from '../servers/database-limits.js';
import { StaleWrite, type Tx } from './tx.js';

const ATTEMPTS = 8;
/** No attempt begins later than this after the first, in milliseconds. */
const PATIENCE_MS = 3_000;

/** The only way to write: everything inside `work` commits together or not at all. */
export abstract class UnitOfWork {
  private wroteAt = 0;
  private fullAt = 0;

  /** When a transaction that changed rows was last committed; epoch milliseconds, 0 before the first. */
  get lastWriteAt(): number {
    return this.wroteAt;
  }

  /** When a transaction last failed because there is no space left; epoch milliseconds, 0 before the first. */
  get lastFullAt(): number {
    return this.fullAt;
  }

  /**
   * Runs `work` in a transaction. A transaction that lost against another one (stale row, deadlock) is run again, at most 8 times
   * within 3 s, so `work` must have no effect outside of `tx`.
   * @param serves which of the connections to a server it takes
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, serves: Work = 'requests'): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work, serves);
      } catch (error) {
        if (serverConditionOf(error) === 'full') this.fullAt = Date.now();
        if (attempt === ATTEMPTS || Date.now() > deadline || !hasLostConflict(error)) throw error;
        await sleep(Math.random() * 5 * attempt);
      }
    }
  }

  /**
   * Changes an entity that the caller has read before, without reading it again. The update is guarded by the version: a copy
   * that is out of date fails, and the next attempt works on the row. `known` itself is never changed.
   * @param known an entity with a version column
   * @param read reads the entity's row
   * @param work changes the entity that it is given and returns whether it did; it must not write when it returns false. It runs
   * a second time, on the row, when the copy was out of date or needed no change
   * @returns the entity as it is stored
   */
  change<E extends object>(
    known: E,
    read: (tx: Tx) => Promise<E>,
    work: (tx: Tx, entity: E) => boolean | Promise<boolean>,
  ): Promise<E> {
    let isCopyTried = false;
    return this.transaction(async (tx) => {
      if (!isCopyTried) {
        isCopyTried = true;
        const copy = Object.assign(Object.create(Object.getPrototypeOf(known) as object) as E, known);
        if (await work(tx, copy)) {
          await tx.update(copy);
          return copy;
        }
      }
      const entity = await read(tx);
      if (await work(tx, entity)) await tx.update(entity);
      return entity;
    });
  }

  /** Closes the connections that belong to the unit of work alone. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Every implementation calls it after its commit. */
  protected committed(tx: Tx): void {
    if (tx.hasWritten) this.wroteAt = Date.now();
    tx.committed();
  }

  protected abstract attempt<T>(work: (tx: Tx) => Promise<T>, serves: Work): Promise<T>;
}

/**
 * MySQL: deadlock and stale read; PostgreSQL: serialization failure and deadlock. A lock wait timeout is not among them: each
 * attempt would wait LOCK_WAIT_S again, and everything in the same transaction with it.
 */
const RETRIABLE = new Set(['ER_LOCK_DEADLOCK', 'ER_CHECKREAD', '40001', '40P01']);

function hasLostConflict(error: unknown): boolean {
  if (error instanceof StaleWrite) return true;
  return typeof error === 'object' && error !== null && 'code' in error && RETRIABLE.has(String(error.code));
}

const UNIQUE = new Set(['ER_DUP_ENTRY', '23505']);

/** Whether the database refused a row because its unique key is taken. */
export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // SQLite: SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY
  return UNIQUE.has(String(code)) || errcode === 2067 || errcode === 1555;
}
