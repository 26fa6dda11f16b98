export * from './away.js';
export * from './columns.js';
export * from './database-url.js';
export * from './database.module.js';
export * from './entity-table.js';
export * from './migrate.js';
export * from './tx.js';
export * from './unit-of-work.js';
