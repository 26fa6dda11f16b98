import { request } from 'undici';
import type { ServiceName, Shop } from '../support/launcher.js';
import { collection, SpringDataRest, type Collection, type Row } from './spring-data-rest.js';
import type { Event, Topic } from './topic.js';

/** A program that behaves like one of the four replaced services, in the place of the current one. */
export interface Original {
  rest: SpringDataRest;
  collections: Readonly<Record<string, Collection>>;
  group?: string;
  on?: (event: Event) => Promise<void>;
}

type Make = (topic: Topic, urls: Shop['urls'], add: () => SpringDataRest['add']) => Omit<Original, 'rest'>;

const ORIGINALS = {
  order: (topic, urls) => {
    const fields = ['productId', 'qty', 'status'];
    const orders = collection(fields, {
      onAdd: async (order) => {
        await publish(topic, 'Ordered', order, ['productId', 'qty']);
        await post(`${urls.payment}/payments`, { ...asking(order), status: 'OrderApproved' });
      },
      onRemove: async (order) => {
        await publish(topic, 'OrderCancelled', order, ['productId', 'qty']);
        await post(`${urls.payment}/paymentCancellations`, { ...asking(order), status: 'PaymentCancelled' });
      },
    });
    const on = async ({ eventType, orderId, status }: Event): Promise<void> => {
      const order = orders.rows.get(Number(orderId));
      if (order && (eventType === 'Shipped' || eventType === 'Paid')) order['status'] = status ?? null;
    };
    return { collections: { orders }, group: 'order', on };
  },

  payment: (topic, urls) => {
    const fields = ['orderId', 'productId', 'qty', 'status'];
    const published = ['orderId', 'productId', 'qty'];
    const payments = collection(fields, { onAdd: (payment) => publish(topic, 'Paid', payment, published) });
    const paymentCancellations = collection(fields, {
      onAdd: async (cancellation) => {
        const { id: paymentId, orderId } = cancellation;
        await post(`${urls.delivery}/cancellations`, { id: null, orderId, status: 'DeliveryCanceled', paymentId });
        await publish(topic, 'PayCancelled', cancellation, published);
      },
    });
    return { collections: { payments, paymentCancellations } };
  },

  delivery: (topic, _urls, add) => {
    const fields = ['orderId', 'paymentId', 'status'];
    const deliveries = collection(fields, { onAdd: (delivery) => publish(topic, 'Shipped', delivery, fields) });
    const cancellations = collection(fields, {
      onAdd: (cancellation) => publish(topic, 'DeliveryCanceled', { ...cancellation, status: null }, fields),
    });
    const on = async ({ eventType, id, orderId }: Event): Promise<void> => {
      if (eventType === 'Paid') await add()(deliveries, { orderId, paymentId: id, status: 'Shipped' });
    };
    return { collections: { deliveries, cancellations }, group: 'delivery', on };
  },

  customerpage: (_topic, _urls, add) => {
    const fields = ['orderId', 'productId', 'qty', 'status', 'paymentId', 'deliveryId'];
    const customerpages = collection(fields);
    const on = async (event: Event): Promise<void> => {
      const { eventType, id, orderId, status } = event;
      if (eventType === 'Ordered') {
        await add()(customerpages, { ...event, orderId: id });
        return;
      }
      // It drops events that arrive before Ordered.
      const page = [...customerpages.rows.values()].find((row) => row['orderId'] === (orderId ?? id));
      if (page) Object.assign(page, { status: status ?? eventType }, idOf(String(eventType), id));
    };
    return { collections: { customerpages }, group: 'statusview', on };
  },
} satisfies Partial<Record<ServiceName, Make>>;

/** The services that replaced an original. A later service has none. */
export type ReplacedService = keyof typeof ORIGINALS;
export const REPLACED = Object.keys(ORIGINALS) as ReplacedService[];

/** Starts the original of a service at the port of the current service, which must have ended. */
export async function startOriginal(service: ReplacedService, topic: Topic, shop: Shop): Promise<Original> {
  const add = (): SpringDataRest['add'] => rest.add;
  const make: Make = ORIGINALS[service];
  const made = make(topic, shop.urls, add);
  const rest: SpringDataRest = new SpringDataRest(made.collections);
  await rest.listen(shop.ports[service]);
  if (made.group !== undefined && made.on) await topic.consume(made.group, made.on);
  return { ...made, rest };
}

function publish(topic: Topic, eventType: string, { id, ...row }: Row, fields: readonly string[]): Promise<void> {
  const published = Object.fromEntries(fields.map((name) => [name, row[name]]));
  return topic.publish({ eventType, timestamp: weekYearStamp(new Date()), id, ...published, me: true });
}

/** `YYYYMMddHHmmss` with the week year, which differs from the year in the last days of December. */
function weekYearStamp(now: Date): string {
  const saturday = new Date(now.getTime() + (6 - now.getUTCDay()) * 86_400_000);
  return `${saturday.getUTCFullYear()}${now.toISOString().slice(4, 19).replace(/\D/g, '')}`;
}

function asking({ id: orderId, productId, qty }: Row): object {
  return { id: null, orderId, productId, qty };
}

/** Sends no Idempotency-Key. @throws when the request is refused; the caller's own transaction is rolled back then */
async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', accept: '*/*' };
  const answer = await request(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${url} answered ${answer.statusCode} ${text}`);
}

function idOf(eventType: string, id: unknown): object {
  if (eventType === 'Paid') return { paymentId: id };
  return eventType === 'Shipped' ? { deliveryId: id } : {};
}
