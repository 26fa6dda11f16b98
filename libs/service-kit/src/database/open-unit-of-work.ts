import type { DataSource } from 'typeorm';
import { dialectOf } from './database-url.js';
import { MysqlUnitOfWork } from './mysql-unit-of-work.js';
import { PostgresUnitOfWork } from './postgres-unit-of-work.js';
import { SerialUnitOfWork } from './serial-unit-of-work.js';
import type { UnitOfWork } from './unit-of-work.js';

/**
 * The unit of work of the database's engine; it is to be closed before the data source.
 * @param dataSource opened for writing
 */
export function openUnitOfWork(dataSource: DataSource, url: string): UnitOfWork {
  switch (dialectOf(url)) {
    case 'sqlite':
      return new SerialUnitOfWork(dataSource);
    case 'mysql':
      return new MysqlUnitOfWork(dataSource, url);
    case 'postgres':
      return new PostgresUnitOfWork(dataSource, url);
  }
}
