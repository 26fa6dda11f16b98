import type { CalendarEntry } from './calendar.js';

/** A block of a vehicle, as the query of its calendar reads it. */
export interface BlockRow {
  id: number;
  starts_at: number | string;
  ends_at: number | string;
  created_at: number | string;
  reason: string;
}

/** A block is deleted and never changed. */
export function blockEntries(rows: readonly BlockRow[]): CalendarEntry[] {
  return rows.map((row) => ({
    uid: `block-${row.id}`,
    from: new Date(Number(row.starts_at)),
    to: new Date(Number(row.ends_at)),
    status: 'confirmed',
    sequence: 0,
    changedAt: new Date(Number(row.created_at)),
    summary: row.reason,
  }));
}
