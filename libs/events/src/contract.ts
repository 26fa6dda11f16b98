import type { EventDefinition, ReceivedEvent } from './define-event.js';
import { DELIVERY_EVENTS } from './delivery.events.js';
import { ORDER_EVENTS } from './order.events.js';
import { PAYMENT_EVENTS } from './payment.events.js';
import type { ServiceName } from './services.js';

/** The one topic: an order's events of all services share its partition, so their order is kept across services. */
export const TOPIC = 'carshare';

/**
 * The consumer group of each service that consumes events. customerpage keeps the group of the service that it replaced, and with
 * it the committed offsets.
 */
export const GROUPS = {
  order: 'order',
  payment: 'payment',
  delivery: 'delivery',
  customerpage: 'statusview',
} as const satisfies Record<ServiceName, string>;

const DEFINITIONS = [...ORDER_EVENTS, ...PAYMENT_EVENTS, ...DELIVERY_EVENTS] as const;

/** The definition of any event of the contract. */
export type ContractDefinition = (typeof DEFINITIONS)[number];
/** The wire name of any event of the contract. */
export type EventType = ContractDefinition['type'];
/** Any event of the contract as it was received: a union that `type` discriminates. */
export type ContractEvent = ReceivedEvent<ContractDefinition>;
/** The definitions of the events that a service consumes. */
export type ConsumedBy<S extends ServiceName> = ContractDefinition extends infer D
  ? D extends { consumers: readonly (infer C)[] }
    ? S extends C
      ? D
      : never
    : never
  : never;

/** Every event of the contract by its wire name. */
export const EVENTS: ReadonlyMap<string, EventDefinition<object, EventType>> = new Map(
  DEFINITIONS.map((definition) => [definition.type, definition]),
);

/** The publisher of each event. No other service publishes it. */
export const PUBLISHERS = byType(({ publisher }) => publisher);
/** The consumers of each event. */
export const CONSUMERS = byType(({ consumers }): readonly ServiceName[] => consumers);

/** The part of one service in the contract. */
export interface ServiceContract<S extends ServiceName = ServiceName> {
  publishes: readonly ContractDefinition[];
  consumes: readonly ConsumedBy<S>[];
  /** Undefined for a service that consumes nothing. */
  group: string | undefined;
}

/**
 * The events that a service publishes and consumes, and its consumer group.
 * @example
 * MessagingModule.forRoot(contractOf('delivery'));
 */
export function contractOf<S extends ServiceName>(service: S): ServiceContract<S> {
  const consumes = DEFINITIONS.filter(({ consumers }) => (consumers as readonly ServiceName[]).includes(service));
  return {
    publishes: DEFINITIONS.filter(({ publisher }) => publisher === service),
    consumes: consumes as readonly ContractDefinition[] as readonly ConsumedBy<S>[],
    group: consumes.length === 0 ? undefined : GROUPS[service],
  };
}

function byType<T>(read: (definition: ContractDefinition) => T): Readonly<Record<EventType, T>> {
  return Object.fromEntries(DEFINITIONS.map((definition) => [definition.type, read(definition)])) as Record<
    EventType,
    T
  >;
}
