import 'reflect-metadata';
export type { ServerCondition } from './conditions/error-facts.js';
export { isReadOnly, isServerCondition, serverConditionOf } from './conditions/server-condition.js';
export { DatabaseNotReady } from './connect.js';
export { bigint, fixed, instant } from './core/columns.js';
export { CommitBatch } from './core/commit-batch.js';
export { type Dialect, dialectOf } from './core/dialect.js';
export { EntityTable, EntityTables } from './core/entity-table.js';
export type { Match } from './core/match.js';
export { inList } from './core/in-list.js';
export { StaleWrite, type StatementResult, type StatementRunner, Tx } from './core/tx.js';
export { isUniqueViolation, UnitOfWork } from './core/unit-of-work.js';
export { createDatabase } from './create-database.js';
export {
  type DatabaseLimits,
  LOCK_WAIT_S,
  MAINTENANCE_LIMITS,
  POOL_WAIT_MS,
  type Work,
} from './servers/database-limits.js';
export { type DatabaseSettings, dataSourceOptions, describeDatabase, type Schema } from './database-url.js';
export { addFilledColumn, hundredthsInMinorUnits, type FilledColumn } from './fill-column.js';
export { migrate, openMigrated } from './migrate.js';
export { mysqlOptions } from './mysql/mysql-options.js';
export { openUnitOfWork } from './open-unit-of-work.js';
export { Reader } from './reader.js';
export { OpenFile } from './sqlite/open-file.js';
export { isSqliteBusy, sqliteRemedy } from './sqlite/sqlite-fault.js';
export { WriteCheck } from './write-check.js';
