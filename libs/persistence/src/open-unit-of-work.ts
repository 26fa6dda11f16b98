import type { DataSource } from 'typeorm';
import type { DatabaseLimits } from './servers/database-limits.js';
import { dialectOf } from './core/dialect.js';
import { MysqlUnitOfWork } from './mysql/mysql-unit-of-work.js';
import { PostgresUnitOfWork } from './postgres/postgres-unit-of-work.js';
import { SerialUnitOfWork } from './sqlite/serial-unit-of-work.js';
import type { UnitOfWork } from './core/unit-of-work.js';

/**
 * The unit of work of the database's engine; it is to be closed before the data source.
 * @param dataSource opened for writing
 * @param limits of a server's connections; without them statements may take as long as they need
 */
export function openUnitOfWork(dataSource: DataSource, url: string, limits?: DatabaseLimits): UnitOfWork {
  switch (dialectOf(url)) {
    case 'sqlite':
      return new SerialUnitOfWork(dataSource);
    case 'mysql':
      return new MysqlUnitOfWork(dataSource, url, limits);
    case 'postgres':
      return new PostgresUnitOfWork(dataSource, url, limits);
  }
}
