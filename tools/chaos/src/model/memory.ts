import { UnitOfWork, StaleWrite, type Tx } from '@carshare/persistence';

export type Row = Record<string, unknown>;
type Entity = new () => object;

/** The unique columns of the migrations. */
const UNIQUE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Payment: [['orderId'], ['idempotencyKey']],
  PaymentCancellation: [['orderId']],
  LedgerEntry: [['orderId', 'kind', 'entryKey']],
  Refund: [['reference', 'adjustment']],
  PaymentAdjustment: [['orderId', 'number'], ['idempotencyKey']],
  Delivery: [['orderId']],
  Cancellation: [['orderId']],
  InboxEntry: [['eventId', 'source']],
  Adjustment: [['orderId', 'number'], ['openOrderId']],
  Booking: [['orderId']],
  Occupation: [['orderId']],
};

/** A service's rows in memory, which allows 1,000 histories per second. */
export class Memory {
  private tables = new Map<string, Row[]>();

  /** A memory with the same rows, which changes apart from this one. */
  copy(): Memory {
    const copy = new Memory();
    copy.tables = new Map(this.tables);
    return copy;
  }

  all<T extends object>(entity: new () => T): T[] {
    return this.rows(entity).map((row) => instanceOf(entity, row));
  }

  /** The stored rows. The caller must not change them. */
  rows(entity: Entity): readonly Row[] {
    return this.tables.get(entity.name) ?? [];
  }

  find<T extends object>(entity: new () => T, where: Partial<T>): T | undefined {
    return this.first(entity, where).map((row) => instanceOf(entity, row))[0];
  }

  /** The first row with these values, if there is one. */
  first(entity: Entity, where: object): readonly Row[] {
    const found = this.rows(entity).find((row) => matches(row, where as Row));
    return found ? [found] : [];
  }

  insert(entity: object): void {
    const name = entity.constructor.name;
    const rows = this.tables.get(name) ?? [];
    for (const columns of UNIQUE[name] ?? []) {
      const key = Object.fromEntries(columns.map((column) => [column, (entity as Row)[column]]));
      if (Object.values(key).every((value) => value !== null) && rows.some((row) => matches(row, key))) {
        throw Object.assign(new Error(`${name} is taken`), { errcode: 2067 });
      }
    }
    (entity as Row)['id'] ??= rows.length + 1;
    this.tables.set(name, [...rows, { ...entity }]);
  }

  update(entity: object, key: string): void {
    const rows = this.tables.get(entity.constructor.name) ?? [];
    const index = rows.findIndex(
      (row) => row[key] === (entity as Row)[key] && row['version'] === (entity as Row)['version'],
    );
    if (index < 0) throw new StaleWrite('another transaction changed the row');
    (entity as Row)['version'] = Number((entity as Row)['version']) + 1;
    this.tables.set(entity.constructor.name, rows.with(index, { ...entity }));
  }

  /** Implements an update that services write as SQL. @returns how many rows it has changed */
  change<T extends object>(entity: new () => T, matches: (row: T) => boolean, change: (row: T) => Partial<T>): number {
    const rows = this.tables.get(entity.name) ?? [];
    const changed = rows.filter((row) => matches(row as T));
    this.tables.set(
      entity.name,
      rows.map((row) => (changed.includes(row) ? { ...row, ...change(row as T) } : row)),
    );
    return changed.length;
  }

  /** Implements a deletion that services write as SQL. @returns how many rows it has deleted */
  remove<T extends object>(entity: new () => T, matches: (row: T) => boolean): number {
    const rows = this.tables.get(entity.name) ?? [];
    const left = rows.filter((row) => !matches(row as T));
    this.tables.set(entity.name, left);
    return rows.length - left.length;
  }

  snapshot(): () => void {
    const tables = new Map(this.tables);
    return () => {
      this.tables = tables;
    };
  }

  toString(): string {
    return [...this.tables]
      .filter(([name]) => !FOLLOWED.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, rows]) => `${name}:${rows.map(textOf).join()}`)
      .join('|');
  }
}

/** The entities of stored rows, for an operation that notes what it reads. The text of a stored row is kept, that of an entity is not. */
export function read<T extends object>(entity: new () => T, rows: readonly Row[], note: Note): T[] {
  note(`[${rows.map(textOf).join()}]`);
  return rows.map((row) => instanceOf(entity, row));
}

function instanceOf<T extends object>(entity: new () => T, row: Row): T {
  return Object.assign(Object.create(entity.prototype as object) as T, row);
}

const texts = new WeakMap<Row, string>();

/** The text of a stored row, which never changes. */
function textOf(row: Row): string {
  const known = texts.get(row) ?? meaningOf(row);
  texts.set(row, known);
  return known;
}

/** What of rows has a meaning for the services. */
export function meaningOf(rows: object): string {
  return JSON.stringify(rows, settledValues);
}

const VOLATILE = new Set([
  'headers',
  'value',
  'eventId',
  'attempts',
  'createdAt',
  'updatedAt',
  'placedAt',
  'receivedAt',
  'sentAt',
]);

/** Tables whose rows the model maintains itself, or on which nothing depends. */
const FOLLOWED = new Set(['OutboxMessage', 'InboxEntry', 'OperatorAction']);

/** For `JSON.stringify`: omits fields that differ between histories but have no meaning for the services. */
export function settledValues(name: string, value: unknown): unknown {
  return VOLATILE.has(name) ? undefined : name === 'dueAt' ? value !== null : value;
}

function matches(row: Row, where: Row): boolean {
  return Object.entries(where).every(([name, value]) => row[name] === value);
}

/** The effect of the services' hand-written SQL on rows in memory. */
export type Statements = (sql: string, parameters: readonly unknown[]) => { affected: number; records?: object[] };

/** Notes what a running operation has read of the rows. */
export type Note = (read: string) => void;

/** Commits in memory when `gate` releases it. */
export class MemoryUnitOfWork extends UnitOfWork {
  constructor(
    private readonly memory: Memory,
    private readonly statements: Statements,
    private readonly gate: () => Promise<void>,
    private readonly note: Note = () => undefined,
  ) {
    super();
  }

  protected async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    await this.gate();
    const undo = this.memory.snapshot();
    const before: (() => Promise<void>)[] = [];
    const tx = {
      ...this.statementsOfTransaction(),
      onCommitting: (step: () => Promise<void>) => before.push(step),
    } as unknown as Tx;
    try {
      const result = await work(tx);
      for (const step of before) await step();
      return result;
    } catch (error) {
      this.note(String(error));
      undo();
      throw error;
    }
  }

  /** Each statement of a transaction with what the operation learns by it. */
  private statementsOfTransaction(): object {
    const { memory, statements, note } = this;
    const insert = (entity: object): void => {
      memory.insert(entity);
      if (!FOLLOWED.has(entity.constructor.name)) note(String((entity as Row)['id']));
    };
    return {
      insert: async (entity: object) => insert(entity),
      insertAll: async (entities: object[]) => entities.forEach(insert),
      update: async (entity: object) =>
        memory.update(entity, 'orderId' in entity && !('id' in entity) ? 'orderId' : 'id'),
      find: async (entity: Entity, where: object) => read(entity, memory.first(entity, where), note)[0],
      findAll: async (entity: Entity, property: string, values: unknown[]) => {
        const rows = memory.rows(entity).filter((row) => values.includes(row[property]));
        return read(entity, rows, note);
      },
      query: async (sql: string, parameters: unknown[] = []) => {
        const { records = [] } = statements(sql, parameters);
        note(meaningOf(records));
        return records;
      },
      execute: async (sql: string, parameters: unknown[] = []) => {
        const { affected } = statements(sql, parameters);
        note(String(affected));
        return affected;
      },
      onCommitted: () => undefined,
    };
  }
}
