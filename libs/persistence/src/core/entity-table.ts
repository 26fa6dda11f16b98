import type { DataSource, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Dialect } from './dialect.js';

type Row = Record<string, unknown>;

/**
 * The statements of one entity, written once from TypeORM's metadata: the text never changes, so that every engine can keep it
 * prepared. An entity with a `version` column is updated only in the version that was read.
 */
export class EntityTable<T extends object> {
  readonly insertSql: string;
  readonly updateSql: string;
  /** The selection of whole rows up to its condition. */
  readonly selectPrefix: string;
  readonly generated: ColumnMetadata | undefined;
  readonly inserted: readonly ColumnMetadata[];
  readonly updated: readonly ColumnMetadata[];
  readonly primary: readonly ColumnMetadata[];
  readonly version: ColumnMetadata | undefined;
  private readonly selects = new Map<string, string>();

  constructor(
    private readonly metadata: EntityMetadata,
    readonly dialect: Dialect,
  ) {
    const columns = metadata.columns;
    this.generated = columns.find((column) => column.isGenerated);
    this.version = columns.find((column) => column.propertyName === 'version');
    this.primary = columns.filter((column) => column.isPrimary);
    this.inserted = columns.filter((column) => column !== this.generated);
    this.updated = columns.filter((column) => !column.isPrimary && column !== this.version && column.isUpdate);
    const returning = this.generated && dialect === 'postgres' ? ` RETURNING ${this.name(this.generated)}` : '';
    const placeholders = this.inserted.map(() => '?').join(', ');
    this.insertSql = `INSERT INTO ${this.table} (${this.names(this.inserted)}) VALUES (${placeholders})${returning}`;
    this.selectPrefix = `SELECT ${this.names(columns)} FROM ${this.table} WHERE`;
    const assignments = this.updated.map((column) => `${this.name(column)} = ?`);
    const guards = this.primary.map((column) => `${this.name(column)} = ?`);
    if (this.version) {
      assignments.push(`${this.name(this.version)} = ${this.name(this.version)} + 1`);
      guards.push(`${this.name(this.version)} = ?`);
    }
    this.updateSql = `UPDATE ${this.table} SET ${assignments.join(', ')} WHERE ${guards.join(' AND ')}`;
  }

  get table(): string {
    return this.quote(this.metadata.tableName);
  }

  insertValues(entity: T): unknown[] {
    return this.valuesOf(entity, this.inserted);
  }

  updateValues(entity: T): unknown[] {
    const guards = this.version ? [...this.primary, this.version] : this.primary;
    return this.valuesOf(entity, [...this.updated, ...guards]);
  }

  valuesOf(entity: T, columns: readonly ColumnMetadata[]): unknown[] {
    return columns.map((column) => this.value(entity, column));
  }

  selectSql(where: readonly string[]): string {
    const key = where.join();
    let sql = this.selects.get(key);
    if (sql === undefined) {
      const guards = where.map((property) => `${this.name(this.column(property))} = ?`).join(' AND ');
      sql = `${this.selectPrefix} ${guards}`;
      this.selects.set(key, sql);
    }
    return sql;
  }

  hydrate(row: Row): T {
    const entity = Object.create(this.metadata.inheritanceTree[0]?.prototype as object) as Row;
    for (const column of this.metadata.columns) {
      entity[column.propertyName] = fromDatabase(column, row[column.databaseName]);
    }
    return entity as T;
  }

  set(entity: T, column: ColumnMetadata, value: unknown): void {
    (entity as Row)[column.propertyName] = value;
  }

  /** The entity is now as its updated row. */
  versionUp(entity: T): void {
    if (this.version) this.set(entity, this.version, Number(this.value(entity, this.version)) + 1);
  }

  /** The column of a property. @throws {RangeError} when there is none */
  column(property: string): ColumnMetadata {
    const column = this.metadata.findColumnWithPropertyName(property);
    if (!column) throw new RangeError(`${this.metadata.name} has no column ${property}`);
    return column;
  }

  value(entity: T, column: ColumnMetadata): unknown {
    const value = (entity as Row)[column.propertyName];
    const transformer = column.transformer;
    if (transformer && !Array.isArray(transformer)) return transformer.to(value) as unknown;
    return value ?? null;
  }

  name(column: ColumnMetadata): string {
    return this.quote(column.databaseName);
  }

  names(columns: readonly ColumnMetadata[]): string {
    return columns.map((column) => this.name(column)).join(', ');
  }

  /** The column's type as the engine calls it. */
  typeOf(column: ColumnMetadata): string {
    return this.metadata.dataSource.driver.normalizeType(column);
  }

  private quote(name: string): string {
    return this.dialect === 'mysql' ? `\`${name}\`` : `"${name}"`;
  }
}

function fromDatabase(column: ColumnMetadata, value: unknown): unknown {
  const transformer = column.transformer;
  if (transformer && !Array.isArray(transformer)) return transformer.from(value) as unknown;
  return value;
}

/** Returns the compiled table of each entity of a data source. */
export class EntityTables {
  private readonly tables = new Map<unknown, unknown>();

  constructor(
    private readonly dataSource: DataSource,
    readonly dialect: Dialect,
  ) {}

  /** The statement in the dialect's placeholders; written with `?`. */
  text(sql: string): string {
    return this.dialect === 'postgres' ? numbered(sql) : sql;
  }

  of<T extends object>(entity: new () => T): EntityTable<T> {
    let table = this.tables.get(entity) as EntityTable<T> | undefined;
    if (!table) {
      table = new EntityTable<T>(this.dataSource.getMetadata(entity), this.dialect);
      this.tables.set(entity, table);
    }
    return table;
  }
}

const numberedTexts = new Map<string, string>();

/** PostgreSQL numbers its placeholders. */
function numbered(sql: string): string {
  let text = numberedTexts.get(sql);
  if (text === undefined) {
    let index = 0;
    text = sql.replace(/\?/g, () => `$${(index += 1)}`);
    if (numberedTexts.size < 1000) numberedTexts.set(sql, text);
  }
  return text;
}
