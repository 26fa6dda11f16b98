import { openEventLog, stderrLogLine } from '@carshare/event-log';
import {
  isUniqueViolation,
  openMigrated,
  openUnitOfWork,
  Reader,
  type Schema,
  type Tx,
  type UnitOfWork,
} from '@carshare/persistence';
import type { DataSource } from 'typeorm';
import type { CustomerpageConfig } from '../app.config.js';
import { comparePages, type Comparison } from './compare-pages.js';
import { Customerpage } from './customerpage.entity.js';
import { changesAfter, KEPT_CHANGES, newestChanges, recordChange } from './page-change.entity.js';
import { Filling, mergePages, ROWS } from './rebuild-filling.js';
import { createLike } from './rebuilt-table.js';
import { FormerPage, RebuiltPage } from './rebuilt-page.entity.js';

/** Changes that are read together. */
const CHANGES = 1_000;
const MERGE_ATTEMPTS = 8;

export interface RebuildOptions {
  /** Only compares. */
  dryRun: boolean;
  /** Switches even when live pages contain facts that no event contains; those facts are lost. Otherwise the live table stays. */
  dropUnexplained: boolean;
}

/** What a rebuild did. */
export interface Rebuild extends Comparison {
  events: number;
  pages: number;
  /** Pages that the table does not take, with the reason; their events are stuck at the service as well. */
  refused: string[];
  switched: boolean;
}

/**
 * Builds the read model again from the whole log, in a table beside the live one, compares the two, and puts the new one in the
 * live one's place. The service may go on consuming: what it adds to the live table meanwhile is merged before the switch.
 */
export async function rebuildPages(
  config: CustomerpageConfig,
  schema: Schema,
  options: RebuildOptions,
): Promise<Rebuild> {
  const dataSource = await openMigrated(config, { ...schema, entities: [...schema.entities, RebuiltPage, FormerPage] });
  const log = openEventLog({
    brokers: config.kafka.brokers,
    dataDir: config.DATA_DIR,
    security: config.kafka.security,
    clientId: `${config.service}-rebuild`,
    log: stderrLogLine,
  });
  const unitOfWork = openUnitOfWork(dataSource, config.databaseUrl);
  try {
    const reader = new Reader(dataSource, config.databaseUrl);
    const [begun = 0] = await newestChanges(reader, 1);
    await dropTable(dataSource, 'customerpages_rebuilt');
    await createLike(dataSource, 'customerpages', 'customerpages_rebuilt');
    const filled = await new Filling(unitOfWork).fill(log);
    const comparison = await comparePages(dataSource, () => changedSince(reader, begun));
    const switched = !options.dryRun && (comparison.unexplained === 0 || options.dropUnexplained);
    if (switched) await switchTables(dataSource, unitOfWork, begun);
    else await dropTable(dataSource, 'customerpages_rebuilt');
    return { ...filled, ...comparison, switched };
  } finally {
    await log.close();
    await unitOfWork.close();
    await dataSource.destroy();
  }
}

async function dropTable(dataSource: DataSource, table: string): Promise<void> {
  await dataSource.query(`DROP TABLE IF EXISTS ${table}`);
}

/**
 * The orders whose pages the service changed after the change with this number. An event that was consumed before it stands in
 * the log that the rebuild reads, so nothing else has to be merged.
 * @throws {Error} when some of the changes have been pruned
 */
async function changedSince(reader: Pick<Reader, 'query'>, since: number): Promise<number[]> {
  const orderIds = new Set<number>();
  let last = since;
  for (let isMore = true; isMore;) {
    const changes = await changesAfter(reader, last, CHANGES);
    for (const change of changes) for (const orderId of change.orderIds) orderIds.add(orderId);
    last = changes.at(-1)?.id ?? last;
    isMore = changes.length === CHANGES;
  }
  if (last - since > KEPT_CHANGES) {
    throw new Error('The service changed more pages than it records while the rebuild ran. Run it at a quieter time.');
  }
  return [...orderIds];
}

/** Merges what the service changed since then and swaps the tables. */
async function switchTables(dataSource: DataSource, unitOfWork: UnitOfWork, since: number): Promise<void> {
  await dropTable(dataSource, 'customerpages_before');
  if (dataSource.options.type === 'mysql') await swapThenMerge(dataSource, unitOfWork, since);
  else await mergeThenSwap(dataSource, unitOfWork, since);
  await dropTable(dataSource, 'customerpages_before');
}

/** On SQLite and PostgreSQL the swap is part of the transaction, and the live table is closed to writers meanwhile. */
async function mergeThenSwap(dataSource: DataSource, unitOfWork: UnitOfWork, since: number): Promise<void> {
  await unitOfWork.transaction(async (tx) => {
    // The strongest lock from the beginning: to raise it later would deadlock with a consumer that has read its page.
    if (dataSource.options.type === 'postgres') await tx.execute('LOCK TABLE customerpages IN ACCESS EXCLUSIVE MODE');
    await merge(tx, await changedSince(tx, since), Customerpage, RebuiltPage);
    await recordChange(tx, []);
    await tx.execute('ALTER TABLE customerpages RENAME TO customerpages_before');
    await tx.execute('ALTER TABLE customerpages_rebuilt RENAME TO customerpages');
  });
}

/**
 * MySQL commits at a change of tables, so writers can come between a merge and the swap: what they wrote is merged into the new
 * table afterwards.
 */
async function swapThenMerge(dataSource: DataSource, unitOfWork: UnitOfWork, since: number): Promise<void> {
  await unitOfWork.transaction(async (tx) => merge(tx, await changedSince(tx, since), Customerpage, RebuiltPage));
  await dataSource.query('RENAME TABLE customerpages TO customerpages_before, customerpages_rebuilt TO customerpages');
  for (let attempt = 1; ; attempt += 1) {
    try {
      await unitOfWork.transaction(async (tx) => {
        await merge(tx, await changedSince(tx, since), FormerPage, Customerpage);
        await recordChange(tx, []);
      });
      return;
    } catch (error) {
      // The service inserted one of the pages at the same moment.
      if (attempt === MERGE_ATTEMPTS || !isUniqueViolation(error)) throw error;
    }
  }
}

async function merge(
  tx: Tx,
  orderIds: readonly number[],
  from: typeof Customerpage,
  into: typeof Customerpage,
): Promise<void> {
  for (let at = 0; at < orderIds.length; at += ROWS) {
    await mergePages(tx, await tx.findAll(from, 'orderId', orderIds.slice(at, at + ROWS)), into);
  }
}
