import { setTimeout as sleep } from 'node:timers/promises';
import { serverConditionOf } from '../conditions/index.js';
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
   * Runs `work` in a transaction. A transaction that lost against another one (stale row, deadlock) starts over, so `work` must
   * have no effect outside of `tx`.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (serverConditionOf(error) === 'full') this.fullAt = Date.now();
        if (attempt === ATTEMPTS || Date.now() > deadline || !lostAgainstAnother(error)) throw error;
        await sleep(Math.random() * 5 * attempt);
      }
    }
  }

  /** Ends the connections that are its own, which are needed no more. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** To be called after every commit. */
  protected committed(tx: Tx): void {
    if (tx.hasWritten) this.wroteAt = Date.now();
    tx.committed();
  }

  protected abstract attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** MySQL: deadlock and lock wait timeout; PostgreSQL: serialization failure and deadlock. */
const RETRIABLE = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', '40001', '40P01']);

function lostAgainstAnother(error: unknown): boolean {
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
