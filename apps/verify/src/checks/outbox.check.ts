import type { Check, Scene } from '../check.ts';
import { SERVICES } from '../options.ts';
import type { OutboxRow } from '../rows.ts';

const RANGE = 50_000;

export const outbox: Check = {
  name: 'outbox',
  holds:
    'every event is published or waits to be, and those of one order stand in the log in the order of their commits',
  all: async (scene) => {
    let looked = 0;
    const breaches: string[] = [];
    for (const service of SERVICES) {
      const lastPlace = new Map<number, number>();
      for await (const row of rows(scene, service)) {
        looked += 1;
        const place = scene.log.placeOf.get(row.event_id);
        const what = `order ${row.message_key}: ${row.type} of ${service}`;
        if (row.sent_at !== null && place === undefined && row.sent_at < scene.now) {
          breaches.push(`${what} is marked as sent and does not stand in the log`);
        }
        if (row.sent_at === null && place === undefined && row.created_at < scene.now - scene.grace) {
          breaches.push(`${what} waits since ${new Date(row.created_at).toISOString()}`);
        }
        if (place === undefined) continue;
        if (place < (lastPlace.get(row.message_key) ?? 0)) {
          breaches.push(`${what} stands in the log before an earlier one`);
        }
        lastPlace.set(row.message_key, place);
      }
    }
    return { looked, breaches };
  },
};

async function* rows({ databases }: Scene, service: (typeof SERVICES)[number]): AsyncGenerator<OutboxRow> {
  const last = await databases[service].number('SELECT MAX(id) AS n FROM outbox');
  for (let from = 0; from < last; from += RANGE) {
    yield* await databases[service].rows<OutboxRow>(
      `SELECT id, event_id, type, message_key, created_at, sent_at FROM outbox WHERE id > ${from} AND id <= ${from + RANGE} ORDER BY id`,
    );
  }
}
