import { CAUSES, consumedBy, EXCLUSIVE, mayRepeat, type EventType } from '../../../verify/src/event-matrix.ts';
import { SERVICES, type ServiceName } from '../world/services.js';
import type { Facts, Telling } from './facts.js';

export function eventBreaches({ orders, outbox, inbox, events, stuck }: Facts): string[] {
  const breaches = stuck.map(({ service, reason }) => `events: ${service} is stuck: ${reason}`);
  const first = new Map<string, Telling>();
  for (const event of events) {
    const name = nameOf(event);
    if (!first.has(name)) first.set(name, event);
  }
  const known = new Set<string>();
  for (const service of SERVICES) {
    const rows = outbox[service];
    for (const row of rows) {
      const name = nameOf({ id: row.event_id, source: sourceOf(service) });
      known.add(name);
      if (row.sent_at === null) breaches.push(`events: ${row.type} of order ${row.message_key} was not sent`);
      if (!first.has(name)) breaches.push(`events: ${row.type} of order ${row.message_key} is not in the log`);
    }
    for (const event of first.values()) {
      if (consumedBy(service).some((type) => type === event.type) && !inbox[service].has(event.id)) {
        breaches.push(`events: ${service} has not taken ${event.type} of order ${event.orderId}`);
      }
    }
    const own = [...first.values()].filter(({ source }) => source === sourceOf(service));
    breaches.push(
      ...orderOf(
        rows,
        own.map(({ id }) => id),
      ),
    );
  }
  for (const [name, event] of first) {
    if (!known.has(name) && isOwn(event)) {
      breaches.push(`events: ${event.type} of order ${event.orderId} was published and not committed`);
    }
  }
  return [...breaches, ...orders.flatMap(({ id, status }) => tellingBreaches(id, status, [...first.values()]))];
}

const sourceOf = (service: ServiceName): string => `/carshare/${service}`;

const isOwn = ({ source }: Telling): boolean => SERVICES.some((service) => source === sourceOf(service));

const nameOf = ({ source, id }: { source: string; id: string }): string => `${source} ${id}`;

/** Events of one publisher and order must be in the log in commit order. */
function orderOf(rows: { event_id: string; type: string; message_key: number }[], published: string[]): string[] {
  return rows.flatMap((row, index) => {
    const before = rows.slice(0, index).findLast((earlier) => earlier.message_key === row.message_key);
    return before && published.indexOf(before.event_id) > published.indexOf(row.event_id)
      ? [`events: ${row.type} of order ${row.message_key} overtook ${before.type}`]
      : [];
  });
}

const SHIPPED: readonly EventType[] = ['Ordered', 'Paid', 'Shipped'];

/** The events of an order in its last status. A car of an instant order may come back without a hand-over. */
const EXPECTED: Readonly<Record<string, readonly EventType[]>> = {
  Shipped: SHIPPED,
  InUse: [...SHIPPED, 'HandedOver'],
  Completed: [...SHIPPED, 'Returned', 'OrderCompleted'],
  Cancelled: ['Ordered', 'Paid', 'PayCancelled', 'DeliveryCanceled', 'OrderCancelled'],
};

function tellingBreaches(id: number, status: string, events: Telling[]): string[] {
  const own = events.filter(({ orderId }) => orderId === id).map(({ type }) => type);
  const breaches = own
    .filter((type, index) => own.indexOf(type) !== index && !mayRepeat(type as EventType))
    .map((type) => `events: ${type} of order ${id} was published twice`);
  for (const [cause, effect] of CAUSES) {
    const at = own.indexOf(effect);
    if (at >= 0 && own.lastIndexOf(cause) > at) breaches.push(`events: ${effect} of order ${id} came before ${cause}`);
  }
  const has = (type: EventType): boolean => own.includes(type);
  for (const [one, other] of EXCLUSIVE) {
    if (has(one) && has(other)) breaches.push(`events: order ${id} has ${one} and ${other}`);
  }
  for (const type of EXPECTED[status] ?? []) {
    if (!own.includes(type)) breaches.push(`events: order ${id} is ${status} and ${type} was never published`);
  }
  return breaches;
}
