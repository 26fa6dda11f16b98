import { decodeEvent, InvalidEvent } from '@carshare/events';
import type { Check, Scene } from '../check.ts';
import type { EventType } from '../log-index.ts';
import type { ServiceName } from '../options.ts';

const PAGE = 10_000;

/** What each service consumes, as the design says. */
const CONSUMES: readonly (readonly [ServiceName, readonly EventType[]])[] = [
  ['order', ['Paid', 'PayCancelled', 'Shipped', 'DeliveryCanceled']],
  ['delivery', ['Paid']],
  ['customerpage', ['Ordered', 'OrderCancelled', 'Paid', 'PayCancelled', 'Shipped', 'DeliveryCanceled']],
];

interface Entry {
  event_id: string;
  received_at: number;
}

export const inbox: Check = {
  name: 'inbox',
  holds: 'every event had its effect at each of its consumers, and nothing but events of the log had one',
  all: async (scene) => {
    const { log, settled, now, grace, kept } = scene;
    let looked = 0;
    const breaches: string[] = [];
    for (const [service, types] of CONSUMES) {
      const received = `inbox of ${service}`;
      let oldest = now;
      for await (const entries of pages(scene, service)) {
        looked += entries.length;
        log.note(
          received,
          entries.map((entry) => entry.event_id),
        );
        for (const { event_id: id, received_at: at } of entries) {
          oldest = Math.min(oldest, at);
          // What was received since the verification began may have been published since, too.
          if (at < now && at >= log.since && log.placeOf(id) === undefined) {
            breaches.push(`event ${id} had an effect at ${service} and does not stand in the log`);
          }
        }
      }
      log.note(received, await stuckAt(scene, service));
      // Rows are pruned by age, the oldest first: neither what is younger than that nor what is younger than the oldest row is gone.
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
      `SELECT event_id, received_at FROM inbox WHERE event_id > ? ORDER BY event_id LIMIT ${PAGE}`,
      after,
    );
    yield entries;
    const last = entries.at(-1);
    if (!last || entries.length < PAGE) return;
    after = last.event_id;
  }
}

/** The events that wait for an operator; another check tells of them. */
async function stuckAt({ databases }: Scene, service: ServiceName): Promise<string[]> {
  const rows = await databases[service].rows<{ message_key_text: string; value: string; headers: string }>(
    'SELECT message_key AS message_key_text, value, headers FROM stuck_events',
  );
  return rows.flatMap(({ message_key_text: key, value, headers }) => {
    try {
      const event = decodeEvent({ key, value, headers: JSON.parse(headers) as Record<string, string> });
      return event ? [event.id] : [];
    } catch (error) {
      if (error instanceof InvalidEvent) return [];
      throw error;
    }
  });
}
