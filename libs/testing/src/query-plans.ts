import { InboxEntry, OutboxMessage, Retention } from '@carshare/messaging';
import { EntityTables, Reader, UnitOfWork, type StatementRunner, type Tx } from '@carshare/persistence';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Issuer } from './issuer.js';
import type { RunningService } from './running-service.js';
import { scansOf, type Engine } from './scans.js';

const BATCH = 500;
const OLD = 20;

/** Records every statement that a service sends, and asks its database for the plan of each. */
export class QueryPlans {
  private readonly seen = new Map<string, readonly unknown[]>();
  private readonly source: DataSource;
  private readonly engine: Engine;
  private asking = false;

  private constructor(
    private readonly service: RunningService,
    /** The headers of a customer called ann. */
    readonly ann: Record<string, string>,
    private readonly operator: Record<string, string>,
  ) {
    this.source = service.app.get(DataSource);
    const { type } = this.source.options;
    this.engine = type === 'mysql' || type === 'postgres' ? type : 'sqlite';
    if (this.engine === 'sqlite') this.watchFile();
    else this.watchServer();
  }

  /** Starts recording. @param issuer the issuer that the service trusts */
  static async watch(service: RunningService, issuer: Issuer): Promise<QueryPlans> {
    return new QueryPlans(service, await issuer.bearer('ann'), await issuer.bearer('olga', 'operator'));
  }

  /**
   * Copies the newest row of a table until a full scan would be slower than an index.
   * @param vary the columns of copy number n that differ, beside a generated id
   */
  async grow<T extends object>(
    entity: new () => T,
    vary: (copy: number) => Partial<T>,
    copies = 20_000,
  ): Promise<void> {
    const repository = this.source.getRepository(entity);
    const [row] = await repository.find({ take: 1 });
    if (!row) throw new Error(`${entity.name} has no row to copy`);
    const generated = repository.metadata.columns.find((column) => column.isGenerated)?.propertyName;
    for (let from = 0; from < copies; from += BATCH) {
      const batch = Array.from({ length: BATCH }, (_, at) => {
        const copy = Object.assign(Object.create(entity.prototype as object) as T, row, vary(from + at));
        return generated === undefined ? copy : Object.assign(copy, { [generated]: undefined });
      });
      await this.service.app.get(UnitOfWork).transaction((tx) => tx.insertAll(batch));
    }
    const name = repository.metadata.tableName;
    if (this.engine === 'mysql') await this.source.query(`ANALYZE TABLE ${name}`);
    if (this.engine === 'postgres') await this.source.query('ANALYZE');
  }

  /**
   * Copies a published message into the outbox and as many events into the inbox, few of them old enough to be pruned,
   * then forgets all recorded statements, because the last ones belong to the copying.
   */
  async growMessaging(): Promise<void> {
    await this.service.execute(`INSERT INTO inbox (event_id, received_at) VALUES ('first', 0)`);
    await this.grow(InboxEntry, (copy) => ({
      eventId: `event-${copy}`,
      receivedAt: copy < OLD ? new Date(0) : new Date(),
    }));
    if ((await this.service.execute('UPDATE outbox SET sent_at = ?', [Date.now()])) > 0) {
      await this.grow(OutboxMessage, (copy) => ({ eventId: `event-${copy}`, messageKey: copy }));
    }
    this.seen.clear();
  }

  /** Triggers the periodic work and the operator requests of every service, each with at least one result. */
  async askDesk(service: string, orderId: number): Promise<void> {
    for (const path of ['health', `timeline/${orderId}`, 'stuck']) {
      await this.askAsOperator(`/operator/${service}/${path}`);
    }
    await this.askAsOperator('/metrics');
    await this.service.app.get(Retention).prune();
  }

  /** Sends a customer's request. @throws {Error} when the answer is not 200 */
  ask(path: string): Promise<void> {
    return this.get(path, this.ann);
  }

  /** @throws {Error} when the answer is not 200 */
  askAsOperator(path: string): Promise<void> {
    return this.get(path, this.operator);
  }

  /** The recorded statements that scan a whole table or index, each with what it scans. */
  async fullScans(tables: readonly string[]): Promise<string[]> {
    this.asking = true;
    const found: string[] = [];
    for (const [sql, parameters] of this.seen) {
      if (!/^\s*(SELECT|UPDATE|DELETE|WITH)/i.test(sql)) continue;
      const scans = await scansOf(this.source, this.engine, sql, parameters);
      found.push(...scans.filter(({ table }) => tables.includes(table)).map(({ plan }) => `${plan}: ${sql}`));
    }
    this.asking = false;
    return found;
  }

  private async get(path: string, headers: Record<string, string>): Promise<void> {
    const { status, body } = await this.service.get(path, headers);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
  }

  private watchFile(): void {
    const { driver } = this.source as unknown as { driver: { databaseConnection: { prepare(sql: string): unknown } } };
    const connection = driver.databaseConnection;
    const prepare = connection.prepare.bind(connection);
    connection.prepare = (sql) => {
      this.note(sql, []);
      return prepare(sql);
    };
  }

  private watchServer(): void {
    const create = this.source.createQueryRunner.bind(this.source);
    this.source.createQueryRunner = (mode): QueryRunner => {
      const runner = create(mode);
      const query = runner.query.bind(runner) as (...of: unknown[]) => Promise<never>;
      runner.query = (sql: string, parameters?: unknown[], ...rest: unknown[]) => {
        this.note(sql, parameters ?? []);
        return query(sql, parameters, ...rest);
      };
      return runner;
    };
    const unitOfWork = this.service.app.get(UnitOfWork);
    const transaction = unitOfWork.transaction.bind(unitOfWork);
    unitOfWork.transaction = (work) => transaction((tx) => work(this.noting(tx)));
    this.watchReader();
  }

  /** Records the reader's statements too: the reader does not use the query runner. */
  private watchReader(): void {
    const reader = this.service.app.get(Reader);
    const query = reader.query.bind(reader);
    const tables = new EntityTables(this.source, this.engine);
    reader.query = (sql, parameters) => {
      this.note(tables.text(sql), parameters ?? []);
      return query(sql, parameters);
    };
  }

  private noting(tx: Tx): Tx {
    const inner = tx as unknown as { runStatement: StatementRunner };
    const run = inner.runStatement;
    inner.runStatement = (sql, parameters) => {
      this.note(sql, parameters);
      return run(sql, parameters);
    };
    return tx;
  }

  private note(sql: string, parameters: readonly unknown[]): void {
    if (!this.asking && !this.seen.has(sql)) this.seen.set(sql, parameters);
  }
}
