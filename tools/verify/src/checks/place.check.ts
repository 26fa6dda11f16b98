import type { Check } from '../check.ts';
import { SERVICES } from '../options.ts';

/** What only its service may know of a customer: it stands in one table, and never in an event. */
const PRIVATE = ['place', 'notes', 'email'] as const;
/** How often the order service looks for places to erase, in milliseconds. */
const ERASED_EVERY = 3_600_000;

export const place: Check = {
  name: 'places',
  holds: 'no event contains a place, notes or an e-mail address, and a place is erased when its days are over',
  all: async ({ databases, log, now, grace, kept }) => {
    const breaches: string[] = [];
    for (const member of PRIVATE) {
      for (const { orderId, type } of log.having(member)) breaches.push(`order ${orderId}: ${type} contains ${member}`);
      for (const service of SERVICES) {
        const rows = await databases[service].rows<{ message_key: number; type: string }>(
          'SELECT message_key, type FROM outbox WHERE value LIKE ?',
          `%"${member}":%`,
        );
        breaches.push(
          ...rows.map(
            ({ message_key: key, type }) => `order ${key}: ${type} waits at ${service} and contains ${member}`,
          ),
        );
      }
    }
    const due = now - kept.places - ERASED_EVERY - grace;
    // The place is kept while the customer has the car.
    const late = await databases.order.rows<{ order_id: number; place_kept_from: number | null }>(
      `SELECT order_id, place_kept_from FROM bookings JOIN orders ON orders.id = bookings.order_id
       WHERE place IS NOT NULL AND ((place_kept_from IS NULL AND status <> 'InUse') OR place_kept_from < ${due})`,
    );
    breaches.push(
      ...late.map(({ order_id: id, place_kept_from: from }) =>
        from === null
          ? `order ${id}: the place is never erased`
          : `order ${id}: the place is kept since ${new Date(from).toISOString()}`,
      ),
    );
    return { looked: await databases.order.number('SELECT COUNT(*) AS n FROM bookings'), breaches };
  },
};
