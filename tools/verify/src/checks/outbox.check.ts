import type { Check, Scene } from '../check.ts';
import { publishedBy } from '../event-matrix.ts';
import type { KnownEvent } from '../log-index.ts';
import { SERVICES, type ServiceName } from '../options.ts';
import type { OutboxRow } from '../rows.ts';

const RANGE = 10_000;

export const outbox: Check = {
  name: 'outbox',
  holds: 'every event was committed and is published or waiting; events of one order are in the log in commit order',
  all: async (scene) => {
    let looked = 0;
    const breaches: string[] = [];
    for (const service of SERVICES) {
      const committed = `outbox of ${service}`;
      const lastPlace = new Map<number, number>();
      for await (const rows of ranges(scene, service)) {
        looked += rows.length;
        scene.log.note(
          committed,
          rows.map((row) => publishedAs(row, service)),
        );
        for (const row of rows) {
          const place = scene.log.placeOf(publishedAs(row, service));
          const what = `order ${row.message_key}: ${row.type} of ${service}`;
          if (place === undefined) breaches.push(...unpublished(row, what, scene));
          else if (place < (lastPlace.get(row.message_key) ?? 0)) {
            breaches.push(`${what} is in the log before an earlier one`);
          }
          if (place !== undefined) lastPlace.set(row.message_key, place);
        }
      }
      // Retention prunes sent rows by age; younger rows must exist.
      const types = publishedBy(service);
      for (const { orderId, type } of scene.log.unnoted(
        committed,
        types,
        scene.now - scene.kept.outbox,
        Infinity,
        true,
      )) {
        breaches.push(`order ${orderId}: ${type} of ${service} is in the log and was never committed`);
      }
    }
    return { looked, breaches };
  },
};

/** Each service publishes under its own source. */
function publishedAs({ event_id: id }: OutboxRow, service: ServiceName): KnownEvent {
  return { id, source: `/carshare/${service}` };
}

function unpublished(row: OutboxRow, what: string, { now, grace, log }: Scene): string[] {
  if (row.sent_at === null) {
    return row.created_at < now - grace ? [`${what} has waited since ${new Date(row.created_at).toISOString()}`] : [];
  }
  return row.sent_at < now && row.sent_at >= log.since ? [`${what} is marked as sent and is not in the log`] : [];
}

async function* ranges({ databases }: Scene, service: ServiceName): AsyncGenerator<OutboxRow[]> {
  const last = await databases[service].number('SELECT MAX(id) AS n FROM outbox');
  const first = await databases[service].number('SELECT MIN(id) AS n FROM outbox');
  for (let from = first - 1; from < last; from += RANGE) {
    yield await databases[service].rows<OutboxRow>(
      `SELECT id, event_id, type, message_key, created_at, sent_at FROM outbox WHERE id > ${from} AND id <= ${from + RANGE} ORDER BY id`,
    );
  }
}
