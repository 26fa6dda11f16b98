import type { Check } from '../check.ts';
import { SERVICES } from '../options.ts';

/** What only its service may know of a customer: it stands in one table, and never in an event. */
const PRIVATE = ['place', 'notes', 'email'] as const;
/** How often the order service looks for places and addresses to erase, in milliseconds. */
const ERASED_EVERY = 3_600_000;

/** Personal data that should have been erased. */
interface Kept {
  order_id: number;
  /** When its days began; null when they have not. */
  kept_from: number | null;
}

export const place: Check = {
  name: 'places',
  holds:
    'no event contains a place, notes or an e-mail address, and the place and the address of an order are erased when their days are over',
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
    // The place and the address are kept while the customer has the car; the address until the return is settled.
    const places = await databases.order.rows<Kept>(
      `SELECT order_id, place_kept_from AS kept_from FROM bookings JOIN orders ON orders.id = bookings.order_id
       WHERE place IS NOT NULL AND ((place_kept_from IS NULL AND status <> 'InUse') OR place_kept_from < ${due})`,
    );
    const addresses = await databases.order.rows<Kept>(
      `SELECT order_id, kept_from FROM mail_contacts LEFT JOIN orders ON orders.id = mail_contacts.order_id WHERE address IS NOT NULL
       AND ((kept_from IS NULL AND (status IS NULL OR status NOT IN ('InUse', 'Returned'))) OR kept_from < ${due})`,
    );
    breaches.push(...places.map(faultOf('place')), ...addresses.map(faultOf('address')));
    const count = (table: string): Promise<number> => databases.order.number(`SELECT COUNT(*) AS n FROM ${table}`);
    return { looked: (await count('bookings')) + (await count('mail_contacts')), breaches };
  },
};

function faultOf(what: string): (row: Kept) => string {
  return ({ order_id: id, kept_from: from }) =>
    from === null
      ? `order ${id}: the ${what} is never erased`
      : `order ${id}: the ${what} is kept since ${new Date(from).toISOString()}`;
}
