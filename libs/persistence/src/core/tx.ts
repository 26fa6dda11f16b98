import type { Dialect } from './dialect.js';
import type { EntityTables } from './entity-table.js';
import { insertAll, selectAll, updateAll } from './many-rows.js';

/** Another transaction changed the row between its read and its update; the unit of work runs again. */
export class StaleWrite extends Error {
  override readonly name = 'StaleWrite';
}

type Constructor<T> = new () => T;

/** What a statement did. */
export interface StatementResult {
  records: Record<string, unknown>[];
  affected: number;
  /** The generated id of the last inserted row, where the engine reports it. */
  insertId?: number | bigint | undefined;
}

/** Runs one statement of the open transaction. */
export type StatementRunner = (
  sql: string,
  parameters: readonly unknown[],
) => Promise<StatementResult> | StatementResult;

/**
 * One open transaction. Code that writes receives it as a parameter: there is no other way to write.
 * @example
 * await unitOfWork.transaction(async (tx) => {
 *   const order = await tx.find(Order, { id: 7 });
 *   if (order?.cancel()) await tx.update(order);
 * });
 */
export class Tx {
  private readonly afterCommit: (() => void)[] = [];
  private readonly beforeCommit: (() => Promise<void>)[] = [];
  private changes = 0;

  constructor(
    private readonly runStatement: StatementRunner,
    private readonly tables: EntityTables,
  ) {}

  /** The engine, for a query that no text serves well on all of them. */
  get dialect(): Dialect {
    return this.tables.dialect;
  }

  /** Whether it changed any row; @internal */
  get hasWritten(): boolean {
    return this.changes > 0;
  }

  /** Inserts the entity and sets its generated id. */
  async insert(entity: object): Promise<void> {
    const table = this.tables.of(entity.constructor as Constructor<object>);
    const result = await this.run(table.insertSql, table.insertValues(entity));
    this.changes += 1;
    if (!table.generated) return;
    table.set(entity, table.generated, generatedId(result, table.generated.databaseName));
  }

  /** Inserts many rows of one entity whose generated ids the caller does not need. */
  async insertAll(entities: readonly object[]): Promise<void> {
    const [first] = entities;
    if (!first) return;
    const table = this.tables.of(first.constructor as Constructor<object>);
    if (this.tables.dialect === 'sqlite') {
      for (const entity of entities) await this.execute(table.insertSql, table.insertValues(entity));
      return;
    }
    const { sql, values } = insertAll(table, entities);
    await this.execute(sql, values);
  }

  /**
   * Updates many rows of one entity that has a version.
   * @throws {StaleWrite} when one of the rows is no longer in the version that was read
   */
  async updateAll(entities: readonly object[]): Promise<void> {
    const [first] = entities;
    if (!first) return;
    // The others have no list of rows to update from.
    if (this.tables.dialect !== 'postgres') {
      for (const entity of entities) await this.update(entity);
      return;
    }
    const table = this.tables.of(first.constructor as Constructor<object>);
    const { sql, values } = updateAll(table, entities);
    if ((await this.execute(sql, values)) !== entities.length) {
      throw new StaleWrite(`one of ${entities.length} ${first.constructor.name} was changed by somebody else`);
    }
    for (const entity of entities) table.versionUp(entity);
  }

  /** @throws {StaleWrite} when the row is no longer in the version that was read. */
  async update(entity: object): Promise<void> {
    const table = this.tables.of(entity.constructor as Constructor<object>);
    const affected = await this.execute(table.updateSql, table.updateValues(entity));
    if (affected !== 1) throw new StaleWrite(`${entity.constructor.name} was changed by somebody else`);
    table.versionUp(entity);
  }

  /** Finds one entity by the equality of all given columns. */
  async find<T extends object>(entity: Constructor<T>, where: Partial<T>): Promise<T | undefined> {
    const table = this.tables.of(entity);
    const { records } = await this.run(table.selectSql(Object.keys(where)), Object.values(where));
    return records[0] && table.hydrate(records[0]);
  }

  /** Finds the entities whose column has one of the values, in no certain order. */
  async findAll<T extends object>(entity: Constructor<T>, property: keyof T & string, values: unknown[]): Promise<T[]> {
    if (values.length === 0) return [];
    const table = this.tables.of(entity);
    const statement = selectAll(table, property, values);
    const { records } = await this.run(statement.sql, statement.values);
    return records.map((record) => table.hydrate(record));
  }

  /** Runs a query whose placeholders are `?` in every dialect. */
  async query<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return (await this.run(sql, parameters)).records as T[];
  }

  /** Runs a statement. @returns the number of rows that it changed */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const { affected } = await this.run(sql, parameters);
    this.changes += affected;
    return affected;
  }

  /** Runs once, just before the commit; what it writes belongs to the transaction. */
  onCommitting(work: () => Promise<void>): void {
    this.beforeCommit.push(work);
  }

  /** Runs after the commit; lost with the process, so nothing may depend on it but speed. */
  onCommitted(work: () => void): void {
    this.afterCommit.push(work);
  }

  /** @internal */
  async flush(): Promise<void> {
    for (const work of this.beforeCommit) await work();
  }

  /** @internal */
  committed(): void {
    for (const work of this.afterCommit) work();
  }

  /** SQLite answers at once: a promise for each statement would cost more than some statements. */
  private run(sql: string, parameters: readonly unknown[]): ReturnType<StatementRunner> {
    return this.runStatement(this.tables.text(sql), parameters);
  }
}

function generatedId(result: StatementResult, column: string): number {
  return Number(result.records[0]?.[column] ?? result.insertId);
}
