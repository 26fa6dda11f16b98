import { connect, type Sql } from '../../bench/systems/sql.ts';
import { SERVICES, type ServiceName, type Surroundings } from '../../bench/systems/system.ts';

/** Totals so far: CPU in ms per process as `cpu.<process>`, what each service sent, rows, log bytes and syncs of the servers. */
export type Snapshot = Record<string, number>;

interface Sources {
  cpu: Record<string, number>;
  counters(service: ServiceName): Record<string, number>;
  surroundings: Surroundings;
}

const MYSQL_STATUS = `SHOW GLOBAL STATUS WHERE Variable_name IN ('Innodb_os_log_written', 'Innodb_os_log_fsyncs', 'Innodb_data_fsyncs')`;
const POSTGRES_LOG = `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS bytes`;

export async function snapshot({ cpu, counters, surroundings }: Sources): Promise<Snapshot> {
  const all: Snapshot = {};
  for (const [process, ms] of Object.entries(cpu)) all[`cpu.${process}`] = ms;
  for (const service of SERVICES) {
    for (const [name, value] of Object.entries(counters(service))) all[`${service}.${name}`] = value;
  }
  await withSql('order', surroundings, async (sql) => {
    for (const row of await sql.all(MYSQL_STATUS)) all[`mysql.${String(row['Variable_name'])}`] = Number(row['Value']);
  });
  await withSql('customerpage', surroundings, async (sql) => {
    all['postgres.log'] = Number((await sql.all(POSTGRES_LOG))[0]?.['bytes']);
  });
  return all;
}

/** What was added between two snapshots, divided by `count`. */
export function perUnit(before: Snapshot, after: Snapshot, count: number): Snapshot {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(names.map((name) => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / count]));
}

/** Runs `work` with a connection to the service's database. */
export async function withSql<T>(
  service: ServiceName,
  surroundings: Surroundings,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const sql = await connect(service, '', surroundings);
  try {
    return await work(sql);
  } finally {
    await sql.close();
  }
}
