import { Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ServiceConfig } from '../config/index.js';
import { Readiness } from '../health/readiness.js';
import { dataSourceOptions, dialectOf, type Schema } from './database-url.js';
import { migrate } from './migrate.js';
import { Reader } from './reader.js';
import { PooledUnitOfWork, SerialUnitOfWork, UnitOfWork } from './unit-of-work.js';

/**
 * A service's own database. Writing goes through {@link UnitOfWork}; TypeORM's repositories read. On SQLite these are two
 * connections, because transactions that share one corrupt each other; on servers both use the same pool.
 */
@Module({})
export class DatabaseModule {
  static with(config: ServiceConfig, schema: Schema): DynamicModule {
    const url = config.databaseUrl;
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: async () => {
            await migrate(config, schema, 'start');
            return { ...dataSourceOptions(url, { ...schema, migrations: [] }, 'read'), retryAttempts: 1 };
          },
        }),
        TypeOrmModule.forFeature(schema.entities),
      ],
      providers: [
        {
          provide: UnitOfWork,
          inject: [getDataSourceToken()],
          useFactory: async (reader: DataSource) => {
            if (dialectOf(url) !== 'sqlite') return new PooledUnitOfWork(reader, url);
            const writer = new DataSource(dataSourceOptions(url, { ...schema, migrations: [] }, 'write'));
            return new SerialUnitOfWork(await writer.initialize());
          },
        },
        {
          provide: Reader,
          inject: [getDataSourceToken()],
          useFactory: (reader: DataSource) => new Reader(reader, url),
        },
        {
          provide: 'database readiness',
          inject: [getDataSourceToken(), Readiness],
          useFactory: (reader: DataSource, readiness: Readiness) => {
            readiness.require('database', async () => {
              await reader.query('SELECT 1');
            });
            return true;
          },
        },
      ],
      exports: [UnitOfWork, Reader, TypeOrmModule],
    };
  }
}
