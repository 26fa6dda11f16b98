import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './install.ts';
import { kafka, type Advertise } from './kafka.ts';
import { mariadb } from './mariadb.ts';
import { mysql } from './mysql.ts';
import { postgresql } from './postgresql.ts';
import type { Server } from './server.ts';

export interface Services {
  /**
   * The server's URL without a database: see the services' `create-database` command. MySQL where it is installed,
   * otherwise MariaDB.
   */
  mysqlUrl: string;
  /** Undefined when only TEST_MYSQL_URL is given, which may name either. */
  mariadbUrl: string | undefined;
  postgresUrl: string;
  /** `host:port`, several separated by commas. */
  kafkaBrokers: string;
  /** Servers started here, which tests may kill and restart; servers named by the environment are not included. */
  mysql: Server | undefined;
  postgres: Server | undefined;
  /** One per broker. */
  kafka: readonly Server[];
  /** Stops the servers started here and deletes their data. */
  stop(): Promise<void>;
}

export interface ServicesOptions {
  /**
   * Returns the address at which clients reach the broker, such as that of a proxy.
   * @param url the broker's own address
   */
  advertise?: Advertise | undefined;
  /** The number of brokers; default 1. */
  brokers?: number | undefined;
  /** Whether to start MySQL beside MariaDB, on which suites run one after the other; by default only MariaDB. */
  bothMysql?: boolean;
}

/**
 * Starts MariaDB, PostgreSQL, Kafka and, on request, MySQL on free ports of this machine with fresh data, except those
 * that TEST_MARIADB_URL, TEST_MYSQL_URL, TEST_POSTGRES_URL or TEST_KAFKA_BROKERS name.
 */
export async function startServices(options: ServicesOptions = {}): Promise<Services> {
  const { TEST_MARIADB_URL: mariadbUrl, TEST_MYSQL_URL: mysqlUrl } = process.env;
  const { TEST_POSTGRES_URL: postgresUrl, TEST_KAFKA_BROKERS: kafkaBrokers } = process.env;
  const startsMariadb = !mariadbUrl && !mysqlUrl;
  const startsMysql = !mysqlUrl && options.bothMysql === true;
  install({ mariadb: startsMariadb, mysql: startsMysql, postgres: !postgresUrl, kafka: !kafkaBrokers });
  const folder = mkdtempSync(join(tmpdir(), 'carshare-services-'));
  chmodSync(folder, 0o711); // the servers' own accounts need access to their data
  const maria = startsMariadb ? await mariadb(folder) : { server: undefined, url: mariadbUrl };
  const real = startsMysql ? await mysql(folder) : { server: undefined, url: mysqlUrl };
  const postgres = postgresUrl ? { server: undefined, url: postgresUrl } : await postgresql(folder);
  const cluster = kafkaBrokers
    ? { servers: [], brokers: kafkaBrokers }
    : await kafka(folder, { nodes: options.brokers, advertise: options.advertise });
  const servers = [maria.server, real.server, postgres.server, ...cluster.servers].filter(
    (server) => server !== undefined,
  );
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(servers.map((server) => server.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    mysqlUrl: real.url ?? maria.url ?? '',
    mariadbUrl: maria.url,
    postgresUrl: postgres.url,
    kafkaBrokers: cluster.brokers,
    mysql: real.server ?? maria.server,
    postgres: postgres.server,
    kafka: cluster.servers,
    stop,
  };
}
