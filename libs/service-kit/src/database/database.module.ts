import { Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ServiceConfig } from '../config/index.js';
import { Readiness } from '../health/readiness.js';
import { dataSourceOptions, dialectOf, type Schema } from './database-url.js';
import { openMigrated } from './migrate.js';
import { openUnitOfWork } from './open-unit-of-work.js';
import { Reader } from './reader.js';
import { UnitOfWork } from './unit-of-work.js';

/** The connections that write. */
@Injectable()
class Writer implements OnApplicationShutdown {
  readonly unitOfWork: UnitOfWork;

  constructor(
    readonly dataSource: DataSource,
    url: string,
  ) {
    this.unitOfWork = openUnitOfWork(dataSource, url);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.unitOfWork.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

@Module({})
class WriterModule {}

/**
 * A service's own database. Writing goes through {@link UnitOfWork}; TypeORM's repositories read. On SQLite these are two
 * connections, because transactions that share one corrupt each other; on PostgreSQL both use the same pool.
 */
@Module({})
export class DatabaseModule {
  static with(config: ServiceConfig, schema: Schema): DynamicModule {
    const url = config.databaseUrl;
    const isSqlite = dialectOf(url) === 'sqlite';
    const writer: DynamicModule = {
      module: WriterModule,
      providers: [{ provide: Writer, useFactory: async () => new Writer(await openMigrated(config, schema), url) }],
      exports: [Writer],
    };
    let pool: DataSource | undefined;
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        writer,
        TypeOrmModule.forRootAsync({
          imports: [writer],
          inject: [Writer],
          useFactory: ({ dataSource }: Writer) => {
            pool = dataSource;
            return { ...dataSourceOptions(url, { ...schema, migrations: [] }, 'read'), retryAttempts: 1 };
          },
          dataSourceFactory: async (options) => {
            if (isSqlite && options) return new DataSource(options).initialize();
            if (!pool) throw new Error('the writing connection is opened first');
            return pool;
          },
        }),
        TypeOrmModule.forFeature(schema.entities),
      ],
      providers: [
        {
          provide: UnitOfWork,
          inject: [Writer],
          useFactory: ({ unitOfWork }: Writer) => unitOfWork,
        },
        {
          provide: Reader,
          inject: [getDataSourceToken()],
          useFactory: (reader: DataSource) => new Reader(reader, url),
        },
        {
          provide: 'database readiness',
          inject: [Reader, Readiness],
          useFactory: (reader: Reader, readiness: Readiness) => {
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
