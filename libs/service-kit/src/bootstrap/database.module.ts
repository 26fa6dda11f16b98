import { Injectable, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ServiceConfig } from '../config/service.config.js';
import { Readiness } from '../health/readiness.js';
import {
  type DatabaseLimits,
  dataSourceOptions,
  dialectOf,
  OpenFile,
  openMigrated,
  openUnitOfWork,
  Reader,
  type Schema,
  UnitOfWork,
  WriteCheck,
} from '@carshare/persistence';

/** Interval of the check that the SQLite file still exists, in milliseconds. */
const WATCH_MS = 2_000;

/** The connections that write. */
@Injectable()
class Writer implements OnApplicationShutdown {
  readonly unitOfWork: UnitOfWork;
  readonly writeCheck: WriteCheck;
  /** SQLite's second connection, once it is open. */
  reader: DataSource | undefined;
  private readonly watch: NodeJS.Timeout | undefined;
  private complaint = '';

  constructor(
    readonly dataSource: DataSource,
    url: string,
    limits: DatabaseLimits,
  ) {
    this.unitOfWork = openUnitOfWork(dataSource, url, limits);
    this.writeCheck = new WriteCheck(this.unitOfWork);
    if (dataSource.options.type === 'better-sqlite3') {
      const file = new OpenFile(dataSource.options.database);
      this.watch = setInterval(() => this.watchFile(file), WATCH_MS).unref();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.watch);
    // SQLite removes its -wal file when the last connection ends, if that one may write.
    if (this.reader?.isInitialized) await this.reader.destroy();
    await this.unitOfWork.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Logs once when the file cannot be written any more, even while no request arrives. */
  private watchFile(file: OpenFile): void {
    try {
      file.check();
      this.complaint = '';
    } catch (error) {
      const complaint = error instanceof Error ? error.message : String(error);
      if (complaint !== this.complaint) new Logger('Database').error(complaint);
      this.complaint = complaint;
    }
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
      providers: [
        {
          provide: Writer,
          useFactory: async () =>
            new Writer(
              await openMigrated(config, schema, undefined, config.databaseLimits),
              url,
              config.databaseLimits,
            ),
        },
      ],
      exports: [Writer],
    };
    let writing: Writer | undefined;
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        writer,
        TypeOrmModule.forRootAsync({
          imports: [writer],
          inject: [Writer],
          useFactory: (opened: Writer) => {
            writing = opened;
            return {
              ...dataSourceOptions(url, { ...schema, migrations: [] }, 'read', config.databaseLimits),
              retryAttempts: 1,
            };
          },
          dataSourceFactory: async (options) => {
            if (!writing) throw new Error('the writing connection is opened first');
            if (!isSqlite || !options) return writing.dataSource;
            return (writing.reader = await new DataSource(options).initialize());
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
          inject: [Reader, Writer, Readiness],
          useFactory: (reader: Reader, { writeCheck }: Writer, readiness: Readiness) => {
            readiness.require('database', async () => {
              await Promise.all([reader.query('SELECT 1'), writeCheck.check()]);
            });
            return true;
          },
        },
      ],
      exports: [UnitOfWork, Reader, TypeOrmModule],
    };
  }
}
