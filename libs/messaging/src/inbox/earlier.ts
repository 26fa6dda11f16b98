import type { EventIdentity } from '@carshare/events';
import { inList, type Tx } from '@carshare/persistence';
import type { Arrival } from './parse-message.js';
import type { BlockedKind } from './stuck-event.entity.js';

interface InboxRow {
  event_id: string | null;
  source: string | null;
  message_key: string | null;
}

/** What the inbox knows of events that arrive. */
export interface Earlier {
  /** Those that had their effect before. */
  applied: AppliedEvents;
  /** The orders of which an earlier event is set aside, with the kind of a later one: `waiting` when an earlier one is. */
  blocked: Map<string, BlockedKind>;
}

/** Reads in one round trip what the inbox knows of the events. */
export async function earlier(tx: Tx, arrivals: readonly Arrival[]): Promise<Earlier> {
  if (arrivals.length === 0) return { applied: new AppliedEvents([]), blocked: new Map() };
  const ids = inList([...new Set(arrivals.flatMap(({ identity }) => storedIds(identity)))]);
  const keys = inList([...new Set(arrivals.map(({ orderKey }) => orderKey))]);
  // The second part returns the kind of a row as its source.
  const rows = await tx.query<InboxRow>(
    `SELECT event_id, source, NULL AS message_key FROM inbox WHERE event_id IN ${ids.sql}` +
      ` UNION ALL SELECT NULL, kind, message_key FROM stuck_events WHERE kind IN ('parked', 'waiting') AND message_key IN ${keys.sql}`,
    [...ids.values, ...keys.values],
  );
  const blocked = new Map<string, BlockedKind>();
  for (const { message_key: key, source: kind } of rows) {
    if (key !== null && blocked.get(key) !== 'waiting') blocked.set(key, kind as BlockedKind);
  }
  return { applied: new AppliedEvents(rows), blocked };
}

/** Events that had their effect. Compared here: to some engines texts with other case or trailing spaces are equal. */
export class AppliedEvents {
  readonly #known = new Set<string>();

  constructor(rows: readonly InboxRow[]) {
    for (const { event_id: id, source } of rows) if (id !== null) this.#known.add(nameOf(id, source ?? ''));
  }

  has({ id, source, plainId }: EventIdentity): boolean {
    // A row without a source is of a version that knew events by their id alone.
    return this.#known.has(nameOf(id, source)) || this.#known.has(nameOf(plainId, ''));
  }

  add({ id, source }: EventIdentity): void {
    this.#known.add(nameOf(id, source));
  }
}

/** Neither part contains a space where there is a source. */
function nameOf(id: string, source: string): string {
  return `${source} ${id}`;
}

/** What the event may be stored under. */
function storedIds({ id, plainId }: EventIdentity): string[] {
  // PostgreSQL takes no zero character, so it has stored none.
  return plainId === id || plainId.includes('\0') ? [id] : [id, plainId];
}
