import type { DataSource } from 'typeorm';
import { isServerCondition } from '../conditions/index.js';
import { EntityTables } from '../core/entity-table.js';
import { sqliteOf, type NodeSqlite } from './node-sqlite.js';
import { OpenFile } from './open-file.js';
import { Tx } from '../core/tx.js';
import { UnitOfWork } from '../core/unit-of-work.js';

/** Transactions that one commit carries at most: a bound for how long the first of them waits. */
const GROUP = 64;

/** A transaction that waits for its turn. */
interface Waiting {
  /** Runs it and says how it is settled once the group's commit is over. */
  run: (tx: Tx) => Promise<() => void>;
  reject: (error: unknown) => void;
}

/**
 * SQLite has one writer: transactions of the process take turns on one connection, first come first served. Those that come in
 * one turn of the event loop are committed together (group commit), each in a savepoint of its own: a commit writes every page
 * that it touched, and most pages are the same for all of them. None is answered before the commit.
 */
export class SerialUnitOfWork extends UnitOfWork {
  private readonly database: NodeSqlite;
  private readonly tables: EntityTables;
  private readonly file: OpenFile;
  private readonly waiting: Waiting[] = [];
  private busy = false;

  constructor(dataSource: DataSource) {
    super();
    // Past TypeORM's query runner: it would cost as much as the statements themselves.
    this.database = sqliteOf(dataSource);
    this.tables = new EntityTables(dataSource, 'sqlite');
    this.file = new OpenFile(String(dataSource.options.database));
  }

  /** Moves what is committed from the -wal file into the database's own, so that a copy of this one is a whole backup. */
  override close(): Promise<void> {
    try {
      this.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // The commits are safe in the -wal file; SQLite reads them from there.
      if (!isServerCondition(error)) throw error;
    }
    return Promise.resolve();
  }

  protected attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { promise: start, resolve: begin } = Promise.withResolvers<Tx>();
    // Chained here to keep the caller's AsyncLocalStorage context: the group's first caller would replace its trace.
    const outcome = start.then(work);
    return new Promise<T>((resolve, reject) => {
      const run = async (tx: Tx): Promise<() => void> => {
        begin(tx);
        const result = await outcome;
        await tx.flush();
        return () => {
          this.committed(tx);
          resolve(result);
        };
      };
      this.waiting.push({ run, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.busy || this.waiting.length === 0) return;
    this.busy = true;
    setImmediate(() => {
      const group = this.waiting.splice(0, GROUP);
      void this.commit(group).then(() => {
        this.busy = false;
        this.schedule();
      });
    });
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    const settlements: (() => void)[] = [];
    try {
      this.execute('BEGIN IMMEDIATE');
      for (const member of group) settlements.push(await this.runInSavepoint(member));
      // A file that was deleted takes commits, and they are gone with the process.
      this.file.check();
      this.execute('COMMIT');
    } catch (error) {
      // The disk is full, or the like: nothing of the group is stored.
      if (this.database.isTransaction) this.execute('ROLLBACK');
      for (const { reject } of group) reject(error);
      return;
    }
    for (const settle of settlements) settle();
  }

  /** @returns how the transaction is settled: what it failed with may rest on what the group has not committed yet */
  private async runInSavepoint({ run, reject }: Waiting): Promise<() => void> {
    const tx = new Tx((sql, parameters) => this.database.execute(sql, parameters), this.tables);
    this.execute('SAVEPOINT one');
    try {
      const settle = await run(tx);
      this.execute('RELEASE one');
      return settle;
    } catch (error) {
      if (!this.database.isTransaction) throw error;
      this.execute('ROLLBACK TO one');
      this.execute('RELEASE one');
      return () => reject(error);
    }
  }

  private execute(sql: string): void {
    this.database.execute(sql, []);
  }
}
