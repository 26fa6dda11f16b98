import type { EventDefinition } from './define-event.js';
import { DeliveryCanceled, Shipped } from './delivery.events.js';
import { OrderCancelled, Ordered } from './order.events.js';
import { Paid, PayCancelled } from './payment.events.js';

/** The one topic: an order's events of all services share its partition, so their order is kept across services. */
export const TOPIC = 'carshare';

/** The consumer groups on the topic. */
export const GROUPS = { order: 'order', delivery: 'delivery', customerpage: 'statusview' } as const;

/** Every event of the contract by its wire name. */
export const EVENTS: ReadonlyMap<string, EventDefinition> = new Map(
  [Ordered, OrderCancelled, Paid, PayCancelled, Shipped, DeliveryCanceled].map((event) => [
    event.type,
    event as EventDefinition,
  ]),
);
