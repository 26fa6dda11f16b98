import type { ReceivedEvent } from '@carshare/events';
import { inList, type Tx } from '@carshare/persistence';

interface Arrival {
  event: ReceivedEvent;
  /** The id of the order that the event is of. */
  orderKey: string;
}

interface InboxRow {
  event_id: string | null;
  source: string | null;
  message_key: string | null;
}

/** What the inbox knows of events that arrive. */
export interface Earlier {
  /** Those that had their effect before. */
  applied: AppliedEvents;
  /** The orders of which an earlier event waits for an operator. */
  blocked: ReadonlySet<string>;
}

/** Reads in one round trip what the inbox knows of the events. */
export async function earlier(tx: Tx, arrivals: readonly Arrival[]): Promise<Earlier> {
  if (arrivals.length === 0) return { applied: new AppliedEvents([]), blocked: new Set() };
  const ids = inList([...new Set(arrivals.flatMap(({ event }) => storedIds(event)))]);
  const keys = inList([...new Set(arrivals.map(({ orderKey }) => orderKey))]);
  const rows = await tx.query<InboxRow>(
    `SELECT event_id, source, NULL AS message_key FROM inbox WHERE event_id IN ${ids.sql}` +
      ` UNION ALL SELECT NULL, NULL, message_key FROM stuck_events WHERE kind = 'parked' AND message_key IN ${keys.sql}`,
    [...ids.values, ...keys.values],
  );
  return { applied: new AppliedEvents(rows), blocked: new Set(rows.flatMap((row) => row.message_key ?? [])) };
}

/** Events that had their effect. Compared here: to some engines texts with other case or trailing spaces are equal. */
export class AppliedEvents {
  readonly #known = new Set<string>();

  constructor(rows: readonly InboxRow[]) {
    for (const { event_id: id, source } of rows) if (id !== null) this.#known.add(nameOf(id, source ?? ''));
  }

  has({ identity: { id, source, plainId } }: ReceivedEvent): boolean {
    // A row without a source is of a version that knew events by their id alone.
    return this.#known.has(nameOf(id, source)) || this.#known.has(nameOf(plainId, ''));
  }

  add({ identity: { id, source } }: ReceivedEvent): void {
    this.#known.add(nameOf(id, source));
  }
}

/** Neither part contains a space where there is a source. */
function nameOf(id: string, source: string): string {
  return `${source} ${id}`;
}

/** What the event may be stored under. */
function storedIds({ identity: { id, plainId } }: ReceivedEvent): string[] {
  // PostgreSQL takes no zero character, so it has stored none.
  return plainId === id || plainId.includes('\0') ? [id] : [id, plainId];
}
