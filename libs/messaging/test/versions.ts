import {
  DeliveryCanceled,
  encodeEvent,
  EVENTS,
  HandedOver,
  Shipped,
  type EventDefinition,
  type ReceivedEvent,
  type WireMessage,
} from '@carshare/events';
import type { EventLog } from '@carshare/event-log';
import type { Tx } from '@carshare/persistence';
import { EventConsumer } from '../src/inbox/event-consumer.js';
import { Inbox } from '../src/inbox/inbox.js';
import { WaitingEvents } from '../src/inbox/waiting-events.js';
import { relayOf, type Store } from './store.js';

/** The earlier version knows no HandedOver. */
export const EARLIER = [Shipped, DeliveryCanceled] as const;
export const LATER = [Shipped, HandedOver, DeliveryCanceled] as const;

/** Each order's events, as its publisher sends them: the second is of the later version. */
export const SEQUENCE = ['Shipped', 'HandedOver', 'DeliveryCanceled'];

/** The effects of an order have places without gaps; one more is visible as a place too many. */
export const EFFECTS = 'CREATE TABLE effects (order_id INTEGER, place INTEGER, type VARCHAR(40))';

export interface Version {
  inbox: Inbox;
  waiting: WaitingEvents;
  consumer: EventConsumer;
  start(): Promise<void>;
}

/** A replica that knows and handles these events; its handler may fail. */
export function version(
  store: Store,
  log: EventLog,
  events: readonly EventDefinition[],
  fails: (event: ReceivedEvent) => void = () => undefined,
): Version {
  const unknown = LATER.map(({ type }) => type).filter((type) => !events.some((known) => known.type === type));
  const knows = (type: string): boolean => EVENTS.has(type) && !unknown.some((name) => name === type);
  const inbox: Inbox = new Inbox(store.unitOfWork, (type) => consumer.lookup(type), 'order', knows);
  const waiting = new WaitingEvents(store.reader, inbox);
  const relay = relayOf(store, log);
  const consumer: EventConsumer = new EventConsumer(log, { group: 'order', consumes: events }, inbox, relay, waiting);
  const handler = async (event: ReceivedEvent, tx: Tx): Promise<void> => {
    const orderId = event.definition.key(event.data);
    const [row] = await tx.query<{ n: number | string }>('SELECT COUNT(*) AS n FROM effects WHERE order_id = ?', [
      orderId,
    ]);
    await tx.execute('INSERT INTO effects (order_id, place, type) VALUES (?, ?, ?)', [
      orderId,
      Number(row?.n) + 1,
      event.type,
    ]);
    fails(event);
  };
  for (const { type } of events) consumer.addHandler(type, handler, true);
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => consumer.listen((error) => (error instanceof Error ? reject(error) : resolve())));
  return { inbox, waiting, consumer, start };
}

/** The events of an order in their sequence. */
export function eventsOf(orderId: number): WireMessage[] {
  const data = { id: orderId, orderId, paymentId: orderId };
  const origin = (n: number) => ({ id: `event-${orderId}-${n}`, source: 'delivery', time: new Date(0) });
  return [
    encodeEvent(Shipped, data, origin(1)),
    encodeEvent(HandedOver, { id: orderId, orderId, at: '2026-01-01T10:00:00Z' }, origin(2)),
    encodeEvent(DeliveryCanceled, data, origin(3)),
  ];
}

/** The effects of each order, in their order. */
export async function effectsIn(store: Store): Promise<Map<number, string[]>> {
  const rows = await store.reader.query<{ order_id: number; type: string }>(
    'SELECT order_id, type FROM effects ORDER BY order_id, place',
  );
  const effects = new Map<number, string[]>();
  for (const { order_id: id, type } of rows) effects.set(id, [...(effects.get(id) ?? []), type]);
  return effects;
}

/** The kinds of an order's rows among the stuck events. */
export async function stuckKinds(store: Store, orderId: number): Promise<string[]> {
  const rows = await store.reader.query<{ kind: string }>(
    'SELECT kind FROM stuck_events WHERE message_key = ? ORDER BY id',
    [String(orderId)],
  );
  return rows.map(({ kind }) => kind);
}
