import { dataSourceOptions, Reader, type Schema, type StatementResult } from '@carshare/persistence';
import { DataSource, type ObjectLiteral, type Repository } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { Incarnation } from '../runtime/incarnation.js';

/** The part of the project's SQLite driver that is used here. */
interface Sqlite {
  execute(sql: string, parameters: readonly unknown[]): StatementResult;
}

/** The error of a driver whose server is down. */
const connectionLost = (): Error => Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });

/** PostgreSQL's error when a row stays locked longer than the statement timeout. */
const locked = (): Error => Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' });

/** A statement of every handled event and of no request. */
const WRITES_OF_EVENTS = /^INSERT INTO "?inbox"? /;

/** The project's reader; other processes may run between its reads. */
class MortalReader extends Reader {
  constructor(
    dataSource: DataSource,
    private readonly beforeRead: () => Promise<void>,
  ) {
    super(dataSource, 'sqlite:');
  }

  override async query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    await this.beforeRead();
    return super.query(sql, parameters);
  }
}

/**
 * A service's database: a real one that outlives the service's processes. Transactions of all replicas run one after
 * another; a process crashes before or after a commit, never during it. Reads see only committed rows, on a separate
 * connection.
 */
export class Database {
  private holder: Incarnation | undefined;
  private forget: () => void = () => undefined;
  private waiting: { who: Incarnation; go: () => void }[] = [];
  /** Another program holds locks that handled events need, until this virtual time. */
  private lockedUntil = 0;
  private readonly tables: string[];

  private constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {
    this.tables = this.rows<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('migrations', 'leases', 'cars')",
    ).map(({ name }) => name);
  }

  static async open(path: string, schema: Schema): Promise<Database> {
    const writer = await new DataSource(dataSourceOptions(`sqlite:${path}`, schema, 'write')).initialize();
    await writer.runMigrations();
    sqliteOf(writer).execute('PRAGMA synchronous = OFF', []);
    const readerOptions = dataSourceOptions(`sqlite:${path}`, { ...schema, migrations: [] }, 'read');
    return new Database(writer, await new DataSource(readerOptions).initialize());
  }

  /** Empties the database for the next seed. */
  reset(): void {
    if (this.holder) this.write('ROLLBACK');
    this.holder = undefined;
    this.waiting = [];
    this.lockedUntil = 0;
    this.write('BEGIN');
    for (const table of this.tables) this.write(`DELETE FROM "${table}"`);
    this.write("DELETE FROM leases WHERE name LIKE 'relay-member-%'");
    this.write("UPDATE leases SET owner = '', held_until = 0");
    this.write('COMMIT');
  }

  /** Committed rows, outside of virtual time. */
  rows<T>(sql: string): T[] {
    return sqliteOf(this.reader).execute(sql, []).records as T[];
  }

  write(sql: string, parameters: readonly unknown[] = []): void {
    sqliteOf(this.writer).execute(sql, parameters);
  }

  /** A data source for the project's unit of work on servers; its query runners may fail. */
  writerFor(who: Incarnation): DataSource {
    return {
      getMetadata: (entity: never) => this.writer.getMetadata(entity),
      createQueryRunner: () => this.queryRunner(who),
    } as unknown as DataSource;
  }

  readerFor(who: Incarnation): Reader {
    return new MortalReader(this.reader, () => this.read(who));
  }

  repository<T extends ObjectLiteral>(entity: new () => T, who: Incarnation): Repository<T> {
    const repository = this.reader.getRepository(entity);
    return new Proxy(repository, {
      get:
        (target, name) =>
        async (...parameters: unknown[]) => {
          await this.read(who);
          return (Reflect.get(target, name) as (...all: unknown[]) => unknown).apply(target, parameters);
        },
    });
  }

  private async read(who: Incarnation): Promise<void> {
    await who.step('reads');
    if (who.scheduler.random.chance(who.scheduler.rates.databaseAway)) throw connectionLost();
  }

  private queryRunner(who: Incarnation): object {
    const { scheduler } = who;
    const writes: string[] = [];
    const runner = {
      isTransactionActive: false,
      startTransaction: async (): Promise<void> => {
        await who.step('begins');
        if (scheduler.random.chance(scheduler.rates.databaseAway)) throw connectionLost();
        await this.take(who);
        this.write('BEGIN IMMEDIATE');
        runner.isTransactionActive = true;
      },
      query: async (sql: string, parameters: unknown[]): Promise<unknown> => {
        if (WRITES_OF_EVENTS.test(sql) && this.isLocked(who)) throw locked();
        const { records, affected, insertId } = sqliteOf(this.writer).execute(sql, parameters);
        if (affected > 0) writes.push(/^(?:INSERT INTO|UPDATE|DELETE FROM) "?\w+/.exec(sql)?.[0] ?? sql);
        // In the form of PostgreSQL's result.
        return { records: insertId === undefined ? records : [{ id: insertId }], affected };
      },
      commitTransaction: async (): Promise<void> => {
        if (writes.length > 0) await who.step(`commits ${writes.join(', ')}`);
        this.write('COMMIT');
        runner.isTransactionActive = false;
        this.giveUp();
        if (writes.length === 0) return;
        await who.step('has committed');
        if (scheduler.random.chance(scheduler.rates.commitUnknown)) {
          scheduler.trace(who, 'receives no answer to its commit');
          throw connectionLost();
        }
      },
      rollbackTransaction: async (): Promise<void> => {
        this.write('ROLLBACK');
        runner.isTransactionActive = false;
        this.giveUp();
      },
      release: async (): Promise<void> => undefined,
    };
    return runner;
  }

  private isLocked({ scheduler }: Incarnation): boolean {
    const { random, rates, clock } = scheduler;
    if (clock.now >= this.lockedUntil && random.chance(rates.locked)) {
      this.lockedUntil = clock.now + random.between(500, 6_000);
    }
    return clock.now < this.lockedUntil;
  }

  private async take(who: Incarnation): Promise<void> {
    if (this.holder) await new Promise<void>((go) => this.waiting.push({ who, go }));
    this.holder = who;
    this.forget = who.onDeath(() => {
      this.write('ROLLBACK');
      this.giveUp();
    });
  }

  private giveUp(): void {
    this.forget();
    this.holder = undefined;
    this.waiting = this.waiting.filter(({ who }) => who.alive);
    const next = this.waiting.shift();
    if (!next) return;
    this.holder = next.who;
    next.go();
  }
}

function sqliteOf(dataSource: DataSource): Sqlite {
  return (dataSource.driver as BetterSqlite3Driver).databaseConnection as Sqlite;
}
