import { decodeEvent, InvalidEvent } from '@carshare/events';
import { openEventLog, type EventLog } from '@carshare/messaging';
import {
  dialectOf,
  openMigrated,
  PooledUnitOfWork,
  SerialUnitOfWork,
  type Schema,
  type UnitOfWork,
} from '@carshare/service-kit';
import type { DataSource } from 'typeorm';
import type { CustomerpageConfig } from '../app.config.js';
import { customerpagesTable } from '../migrations/1-create-customerpages.js';
import { comparePages, type Comparison } from './compare-pages.js';
import { Customerpage } from './customerpage.entity.js';
import { RebuiltPage } from './rebuilt-page.entity.js';

/** Pages held in memory before they are written; the events of one order stand close together. */
const HELD = 50_000;
/** Rows of one statement: below the number of parameters that any engine takes. */
const ROWS = 500;

/** What a rebuild did. */
export interface Rebuild extends Comparison {
  events: number;
  pages: number;
  switched: boolean;
}

/**
 * Makes the read model anew from the whole log, in a table beside the live one, compares the two, and puts the new one in the
 * live one's place. The service may go on consuming: what it adds to the live table meanwhile is merged before the switch.
 */
export async function rebuildPages(config: CustomerpageConfig, schema: Schema, dryRun: boolean): Promise<Rebuild> {
  const dataSource = await openMigrated(config, { ...schema, entities: [...schema.entities, RebuiltPage] });
  const log = openEventLog({
    brokers: config.kafkaBrokers,
    dataDir: config.DATA_DIR,
    clientId: `${config.service}-rebuild`,
  });
  const unitOfWork =
    dialectOf(config.databaseUrl) === 'sqlite'
      ? new SerialUnitOfWork(dataSource)
      : new PooledUnitOfWork(dataSource, config.databaseUrl);
  try {
    const begun = Date.now();
    await createTable(dataSource, begun);
    const { events, pages } = await fill(unitOfWork, log);
    const comparison = await comparePages(dataSource, begun);
    if (dryRun) await dropTable(dataSource, 'customerpages_rebuilt');
    else await switchTables(dataSource, unitOfWork, begun);
    return { events, pages, ...comparison, switched: !dryRun };
  } finally {
    await log.close();
    await dataSource.destroy();
  }
}

async function createTable(dataSource: DataSource, begun: number): Promise<void> {
  await dropTable(dataSource, 'customerpages_rebuilt');
  const runner = dataSource.createQueryRunner();
  // The names of indices live on with the table: each rebuild has its own.
  await runner.createTable(customerpagesTable('customerpages_rebuilt', `pages_${begun.toString(36)}`));
  await runner.release();
}

async function dropTable(dataSource: DataSource, table: string): Promise<void> {
  await dataSource.query(`DROP TABLE IF EXISTS ${table}`);
}

async function fill(unitOfWork: UnitOfWork, log: EventLog): Promise<{ events: number; pages: number }> {
  const held = new Map<number, RebuiltPage>();
  const written = new Set<number>();
  let events = 0;
  const flush = async (): Promise<void> => {
    await write(unitOfWork, [...held.values()], written);
    held.clear();
  };
  for await (const record of log.read()) {
    const event = decode(record);
    if (!event) continue;
    events += 1;
    const orderId = event.definition.key(event.data);
    let page = held.get(orderId);
    if (!page) held.set(orderId, (page = RebuiltPage.of(orderId)));
    page.note(event);
    if (held.size >= HELD) await flush();
  }
  await flush();
  return { events, pages: written.size };
}

/** Broken events are the consumer's dead letters and tell the read model nothing. */
function decode(record: Parameters<typeof decodeEvent>[0]): ReturnType<typeof decodeEvent> {
  try {
    return decodeEvent(record);
  } catch (error) {
    if (error instanceof InvalidEvent) return undefined;
    throw error;
  }
}

async function write(unitOfWork: UnitOfWork, pages: RebuiltPage[], written: Set<number>): Promise<void> {
  const fresh = pages.filter((page) => !written.has(page.orderId));
  for (let from = 0; from < fresh.length; from += ROWS) {
    await unitOfWork.transaction((tx) => tx.insertAll(fresh.slice(from, from + ROWS)));
  }
  for (const page of pages) {
    if (!written.has(page.orderId)) written.add(page.orderId);
    else await mergeInto(unitOfWork, page);
  }
}

async function mergeInto(unitOfWork: UnitOfWork, page: Customerpage): Promise<void> {
  await unitOfWork.transaction(async (tx) => {
    const known = await tx.find(RebuiltPage, { orderId: page.orderId });
    const merged = known ?? RebuiltPage.of(page.orderId);
    merged.merge(page);
    await (known ? tx.update(merged) : tx.insert(merged));
  });
}

/** Merges what the service added since `begun` and swaps the tables, with the live one closed to writers on SQLite and PostgreSQL. */
async function switchTables(dataSource: DataSource, unitOfWork: UnitOfWork, begun: number): Promise<void> {
  await dropTable(dataSource, 'customerpages_before');
  const isMysql = dataSource.options.type === 'mysql';
  await unitOfWork.transaction(async (tx) => {
    if (dataSource.options.type === 'postgres') await tx.execute('LOCK TABLE customerpages IN EXCLUSIVE MODE');
    const touched = await tx.query<{ order_id: number }>('SELECT order_id FROM customerpages WHERE touched_at >= ?', [
      begun,
    ]);
    for (const { order_id: orderId } of touched) {
      const live = await tx.find(Customerpage, { orderId });
      const known = await tx.find(RebuiltPage, { orderId });
      const merged = known ?? RebuiltPage.of(orderId);
      if (live) merged.merge(live);
      await (known ? tx.update(merged) : tx.insert(merged));
    }
    if (isMysql) return;
    await tx.execute('ALTER TABLE customerpages RENAME TO customerpages_before');
    await tx.execute('ALTER TABLE customerpages_rebuilt RENAME TO customerpages');
  });
  // MySQL ends a transaction at a change of tables, but swaps two names at once.
  if (isMysql)
    {await dataSource.query(
      'RENAME TABLE customerpages TO customerpages_before, customerpages_rebuilt TO customerpages',
    );}
  await dropTable(dataSource, 'customerpages_before');
}
