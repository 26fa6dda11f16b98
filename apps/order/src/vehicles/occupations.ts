import { inList, type Dialect } from '@carshare/persistence';
import type { Interval } from './occupation.entity.js';

/** Runs a query whose placeholders are `?`: a transaction or the reader. */
export interface Queries {
  readonly dialect: Dialect;
  query<T>(sql: string, parameters: unknown[]): Promise<T[]>;
}

/** What is read of each occupation. */
export interface OccupationRow {
  vehicle_id: number;
  starts_at: number | string;
  ends_at: number | string;
}

/** Vehicles of one statement: SQLite takes 32,766 parameters. */
const MOST_VEHICLES = 4_096;

const seek = (list: string): string => `SELECT v.id AS vehicle_id,
  (SELECT p.starts_at FROM occupations p WHERE p.vehicle_id = v.id AND p.starts_at < ? ORDER BY p.starts_at DESC LIMIT 1) AS starts_at
  FROM vehicles v WHERE v.id IN ${list}`;

/**
 * When the last occupation of each vehicle starts that starts before an instant: one index seek for each, however long its history is.
 * MySQL and MariaDB read all of the history for a subquery that names the vehicle, and seek for the MAX of a group
 * (https://dev.mysql.com/doc/refman/8.4/en/group-by-optimization.html#loose-index-scan). The others do it the other way round.
 */
const LAST_STARTS: Record<Dialect, (list: string) => string> = {
  sqlite: seek,
  postgres: seek,
  mysql: (list) =>
    `SELECT vehicle_id, MAX(starts_at) AS starts_at FROM occupations WHERE starts_at < ? AND vehicle_id IN ${list} GROUP BY vehicle_id`,
};

/** The last occupation of each vehicle that starts before an instant, in no certain order. */
export function lastStarting(queries: Queries, vehicleIds: readonly number[], before: Date): Promise<OccupationRow[]> {
  return ofVehicles(vehicleIds, (ids) => {
    const last = lastOnes(queries, ids, before.getTime());
    return queries.query(`SELECT o.vehicle_id, o.starts_at, o.ends_at ${last.sql}`, last.values);
  });
}

/**
 * The occupations of vehicles from the last one that starts by the beginning of an interval to the last one that starts before its end;
 * those of a vehicle in the order of time.
 * @param more columns that are read too, of the occupation `o`, each after a comma
 */
export function occupationsIn<T extends OccupationRow>(
  queries: Queries,
  vehicleIds: readonly number[],
  { startsAt, endsAt }: Interval,
  more: string,
): Promise<T[]> {
  const columns = `SELECT o.vehicle_id, o.starts_at, o.ends_at${more}`;
  return ofVehicles(vehicleIds, (ids) => {
    const last = lastOnes(queries, ids, startsAt.getTime() + 1);
    const list = inList(ids);
    const sql = `${columns} ${last.sql} UNION ALL
      ${columns} FROM occupations o WHERE o.vehicle_id IN ${list.sql} AND o.starts_at > ? AND o.starts_at < ? ORDER BY 1, 2`;
    return queries.query(sql, [...last.values, ...list.values, startsAt.getTime(), endsAt.getTime()]);
  });
}

function lastOnes({ dialect }: Queries, ids: readonly number[], before: number): { sql: string; values: number[] } {
  const list = inList(ids);
  const sql = `FROM (${LAST_STARTS[dialect](list.sql)}) l
    JOIN occupations o ON o.vehicle_id = l.vehicle_id AND o.starts_at = l.starts_at`;
  return { sql, values: [before, ...list.values] };
}

async function ofVehicles<T>(ids: readonly number[], read: (some: readonly number[]) => Promise<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (let first = 0; first < ids.length; first += MOST_VEHICLES) {
    for (const row of await read(ids.slice(first, first + MOST_VEHICLES))) rows.push(row);
  }
  return rows;
}
