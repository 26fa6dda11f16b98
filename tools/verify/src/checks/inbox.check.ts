import { decodeEvent, InvalidEvent } from '@carshare/events';
import { storedMessage } from '@carshare/messaging';
import type { Check, Scene } from '../check.ts';
import { consumedBy } from '../event-matrix.ts';
import type { KnownEvent } from '../log-index.ts';
import { SERVICES, type ServiceName } from '../options.ts';
import { Unreadable } from '../unreadable.ts';

const PAGE = 10_000;

interface Entry {
  event_id: string;
  /** Empty when the event is identified by its id alone. */
  source: string;
  received_at: number;
}

interface StuckRow {
  message_key: string;
  value: string;
  headers: string;
  record_key: Uint8Array | null;
  record_value: Uint8Array | null;
}

export const inbox: Check = {
  name: 'inbox',
  holds: 'every event had its effect at each of its consumers, and no effect lacks its event',
  all: async (scene) => {
    const { log, settled, now, grace, kept } = scene;
    let looked = 0;
    const breaches: string[] = [];
    for (const service of SERVICES) {
      const types = consumedBy(service);
      if (types.length === 0) continue;
      const received = `inbox of ${service}`;
      let oldest = now;
      for await (const entries of pages(scene, service)) {
        looked += entries.length;
        log.note(
          received,
          entries.map(({ event_id: id, source }) => ({ id, source })),
        );
        for (const { event_id: id, source, received_at: at } of entries) {
          oldest = Math.min(oldest, at);
          // An event received since the verification started may also have been published since.
          if (at < now && at >= log.since && log.placeOf({ id, source }) === undefined) {
            breaches.push(`event ${id} had an effect at ${service} and is not in the log`);
          }
        }
      }
      log.note(received, await stuckAt(scene, service));
      // Retention prunes the oldest rows first, so rows younger than the retention, or than the oldest row, still
      // exist.
      const from = Math.min(oldest, now - kept.inbox);
      for (const { orderId, type } of log.unnoted(received, types, from, settled ? now : now - grace, false)) {
        breaches.push(`order ${orderId}: ${type} had no effect at ${service}`);
      }
    }
    return { looked, breaches };
  },
};

async function* pages({ databases }: Scene, service: ServiceName): AsyncGenerator<Entry[]> {
  for (let after = ''; ;) {
    const entries = await databases[service].rows<Entry>(
      `SELECT event_id, source, received_at FROM inbox WHERE event_id > ? ORDER BY event_id, source LIMIT ${PAGE}`,
      after,
    );
    const last = entries.at(-1);
    if (!last || entries.length < PAGE) {
      yield entries;
      return;
    }
    // The same id may continue with another source: the next page starts with it.
    const whole = entries.filter(({ event_id: id }) => id !== last.event_id);
    if (whole.length === 0) {
      throw new Unreadable(`the inbox of ${service} has too many sources of event ${last.event_id}`);
    }
    yield whole;
    after = whole.at(-1)?.event_id ?? after;
  }
}

/** The events that wait for an operator. Another check reports them. */
async function stuckAt({ databases }: Scene, service: ServiceName): Promise<KnownEvent[]> {
  const rows = await databases[service].rows<StuckRow>(
    'SELECT message_key, value, headers, record_key, record_value FROM stuck_events',
  );
  return rows.flatMap((row) => {
    try {
      const event = decodeEvent(
        storedMessage({
          ...row,
          messageKey: row.message_key,
          recordKey: row.record_key,
          recordValue: row.record_value,
        }),
      );
      return event ? [event.identity] : [];
    } catch (error) {
      if (error instanceof InvalidEvent) return [];
      throw error;
    }
  });
}
