import { openEventLog, stderrLogLine } from '@carshare/messaging';
import { openMigrated, openUnitOfWork, type Schema, type UnitOfWork } from '@carshare/service-kit';
import type { DataSource } from 'typeorm';
import type { CustomerpageConfig } from '../app.config.js';
import { customerpagesTable } from '../migrations/1-create-customerpages.js';
import { comparePages, type Comparison } from './compare-pages.js';
import { Customerpage } from './customerpage.entity.js';
import { Filling, mergePages, ROWS } from './rebuild-filling.js';
import { RebuiltPage } from './rebuilt-page.entity.js';

/** What the service changed this long before the beginning is merged, too: its clock may be behind ours. Milliseconds. */
const CLOCK_SKEW = 60_000;

export interface RebuildOptions {
  /** Only compares. */
  dryRun: boolean;
  /** Gives up what live pages know and no event tells; otherwise such pages keep the live table in its place. */
  dropUntold: boolean;
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
 * Makes the read model anew from the whole log, in a table beside the live one, compares the two, and puts the new one in the
 * live one's place. The service may go on consuming: what it adds to the live table meanwhile is merged before the switch.
 */
export async function rebuildPages(
  config: CustomerpageConfig,
  schema: Schema,
  options: RebuildOptions,
): Promise<Rebuild> {
  const dataSource = await openMigrated(config, { ...schema, entities: [...schema.entities, RebuiltPage] });
  const log = openEventLog({
    brokers: config.kafkaBrokers,
    dataDir: config.DATA_DIR,
    security: config.kafkaSecurity,
    clientId: `${config.service}-rebuild`,
    log: stderrLogLine,
  });
  const unitOfWork = openUnitOfWork(dataSource, config.databaseUrl);
  try {
    const begun = Date.now();
    await createTable(dataSource, begun);
    const filled = await new Filling(unitOfWork).fill(log);
    const comparison = await comparePages(dataSource, begun);
    const switched = !options.dryRun && (comparison.untold === 0 || options.dropUntold);
    if (switched) await switchTables(dataSource, unitOfWork, begun - CLOCK_SKEW);
    else await dropTable(dataSource, 'customerpages_rebuilt');
    return { ...filled, ...comparison, switched };
  } finally {
    await log.close();
    await unitOfWork.close();
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

/** Merges what the service changed since then and swaps the tables, with the live one closed to writers on SQLite and PostgreSQL. */
async function switchTables(dataSource: DataSource, unitOfWork: UnitOfWork, since: number): Promise<void> {
  await dropTable(dataSource, 'customerpages_before');
  const isMysql = dataSource.options.type === 'mysql';
  await unitOfWork.transaction(async (tx) => {
    // The strongest lock at once: to raise it later would meet a consumer that has read its page and wants to write it.
    if (dataSource.options.type === 'postgres') await tx.execute('LOCK TABLE customerpages IN ACCESS EXCLUSIVE MODE');
    const touched = await tx.query<{ order_id: number }>('SELECT order_id FROM customerpages WHERE touched_at >= ?', [
      since,
    ]);
    const orderIds = touched.map((row) => row.order_id);
    for (let from = 0; from < orderIds.length; from += ROWS) {
      await mergePages(tx, await tx.findAll(Customerpage, 'orderId', orderIds.slice(from, from + ROWS)));
    }
    if (isMysql) return;
    await tx.execute('ALTER TABLE customerpages RENAME TO customerpages_before');
    await tx.execute('ALTER TABLE customerpages_rebuilt RENAME TO customerpages');
  });
  // MySQL ends a transaction at a change of tables, but swaps two names at once.
  if (isMysql) {
    await dataSource.query(
      'RENAME TABLE customerpages TO customerpages_before, customerpages_rebuilt TO customerpages',
    );
  }
  await dropTable(dataSource, 'customerpages_before');
}
