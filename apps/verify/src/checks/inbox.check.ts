import type { Check } from '../check.ts';
import type { EventType } from '../log-index.ts';
import type { ServiceName } from '../options.ts';

/** What each service consumes, as the design says. */
const CONSUMES: readonly (readonly [ServiceName, readonly EventType[]])[] = [
  ['order', ['Paid', 'PayCancelled', 'Shipped', 'DeliveryCanceled']],
  ['delivery', ['Paid']],
  ['customerpage', ['Ordered', 'OrderCancelled', 'Paid', 'PayCancelled', 'Shipped', 'DeliveryCanceled']],
];

export const inbox: Check = {
  name: 'inbox',
  holds: 'every event had its effect at each of its consumers, and nothing but events of the log had one',
  all: async ({ databases, log, settled, now, grace }) => {
    let looked = 0;
    const breaches: string[] = [];
    for (const [service, types] of CONSUMES) {
      const consumed = new Set(types);
      const entries = await databases[service].rows<{ event_id: string; received_at: number }>(
        'SELECT event_id, received_at FROM inbox',
      );
      looked += entries.length;
      const known = new Set(entries.map((entry) => entry.event_id));
      const stuck = await databases[service].number('SELECT COUNT(*) AS n FROM stuck_events');
      // Rows older than the oldest one may have been pruned; their events are too old to be asked for.
      const oldest = entries.reduce((least, { received_at: at }) => Math.min(least, at), Infinity);
      let missing = 0;
      for (const [orderId, events] of log.byOrder) {
        for (const { id, type, time } of events) {
          const due = settled ? time <= now : time < now - grace;
          if (!consumed.has(type) || known.has(id) || !due || time < oldest - 60_000) continue;
          missing += 1;
          if (missing > stuck) breaches.push(`order ${orderId}: ${type} had no effect at ${service}`);
        }
      }
      for (const id of known) {
        if (!log.placeOf.has(id)) {
          breaches.push(`event ${id} had an effect at ${service} and does not stand in the log`);
        }
      }
    }
    return { looked, breaches };
  },
};
