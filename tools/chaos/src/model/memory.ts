import { UnitOfWork, StaleWrite, type Tx } from '@carshare/persistence';

type Row = Record<string, unknown>;
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
};

/** A service's rows in memory, which allows 1,000 histories per second. */
export class Memory {
  private tables = new Map<string, Row[]>();

  all<T extends object>(entity: new () => T): T[] {
    return (this.tables.get(entity.name) ?? []).map((row) =>
      Object.assign(Object.create(entity.prototype as object) as T, row),
    );
  }

  find<T extends object>(entity: new () => T, where: Partial<T>): T | undefined {
    return this.all(entity).find((row) => matches(row as Row, where as Row));
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

  /** Implements the few statements that services write as SQL. */
  change(entity: Entity, change: (row: Row) => Row): void {
    this.tables.set(entity.name, (this.tables.get(entity.name) ?? []).map(change));
  }

  snapshot(): () => void {
    const tables = new Map(this.tables);
    return () => {
      this.tables = tables;
    };
  }

  toString(): string {
    return JSON.stringify(
      [...this.tables].filter(([name]) => !FOLLOWED.has(name)).sort(([a], [b]) => (a < b ? -1 : 1)),
      settledValues,
    );
  }
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

/** Commits in memory when `gate` releases it. */
export class MemoryUnitOfWork extends UnitOfWork {
  constructor(
    private readonly memory: Memory,
    private readonly statements: Statements,
    private readonly gate: () => Promise<void>,
  ) {
    super();
  }

  protected async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    await this.gate();
    const undo = this.memory.snapshot();
    const before: (() => Promise<void>)[] = [];
    const { memory, statements } = this;
    const tx = {
      insert: async (entity: object) => memory.insert(entity),
      insertAll: async (entities: object[]) => entities.forEach((entity) => memory.insert(entity)),
      update: async (entity: object) =>
        memory.update(entity, 'orderId' in entity && !('id' in entity) ? 'orderId' : 'id'),
      find: async (entity: Entity, where: object) => memory.find(entity, where),
      findAll: async (entity: Entity, property: string, values: unknown[]) =>
        memory.all(entity).filter((row) => values.includes((row as Row)[property])),
      query: async (sql: string, parameters: unknown[] = []) => statements(sql, parameters).records ?? [],
      execute: async (sql: string, parameters: unknown[] = []) => statements(sql, parameters).affected,
      onCommitting: (step: () => Promise<void>) => before.push(step),
      onCommitted: () => undefined,
    } as unknown as Tx;
    try {
      const result = await work(tx);
      for (const step of before) await step();
      return result;
    } catch (error) {
      undo();
      throw error;
    }
  }
}
