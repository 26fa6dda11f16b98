import {
  CONSUMERS,
  decodeEvent,
  type ConsumedBy,
  type ContractEvent,
  type EventType,
  type ReceivedEvent,
  type RentalStatus,
  type WireMessage,
} from '@carshare/events';

/** Any event that the page consumes. */
export type PageEvent = ReceivedEvent<ConsumedBy<'customerpage'>>;

/**
 * The event of a record of the log, which also contains events for other services alone.
 * @returns undefined for what the page does not consume
 * @throws {InvalidEvent} for an event that breaks the contract
 */
export function pageEventOf(record: WireMessage): PageEvent | undefined {
  const event = decodeEvent(record);
  return event && isForPage(event) ? event : undefined;
}

const isForPage = (event: ContractEvent): event is PageEvent => CONSUMERS[event.type].includes('customerpage');

/** The fact of a rental that each event reports, in the order in which the facts usually happen. */
export const FACT_OF = {
  Ordered: 'orderedAt',
  Paid: 'paidAt',
  Shipped: 'shippedAt',
  OrderReassigned: 'reassignedAt',
  HandedOver: 'handedOverAt',
  OrderExtended: 'extendedAt',
  OrderOverdue: 'overdueSince',
  Returned: 'returnedAt',
  OrderCompleted: 'orderCompletedAt',
  DeliveryCanceled: 'deliveryCanceledAt',
  PayCancelled: 'payCancelledAt',
  OrderCancelled: 'orderCancelledAt',
} as const satisfies Partial<Record<PageEvent['type'], string>>;

/** One of the facts, which is the name of its column's property. */
export type Fact = (typeof FACT_OF)[keyof typeof FACT_OF];

/** When each fact of a rental happened; null for a fact that no event has reported. */
export type Facts = Readonly<Record<Fact, Date | null>>;

/** Every event with its fact. */
export const FACTS = Object.entries(FACT_OF) as [event: EventType, fact: Fact][];

/** The events of a rental's history. An adjustment of the payment is none: the extension or the end that it belongs to is. */
export const HISTORY_EVENTS = FACTS.map(([event]) => event);

/** The first fact that is there decides the status. A hand-over decides before a cancelled delivery: the customer has the car. */
const STATUS_OF = [
  ['payCancelledAt', 'Cancelled'],
  ['orderCancelledAt', 'Cancelled'],
  ['orderCompletedAt', 'Completed'],
  ['returnedAt', 'Returned'],
  ['handedOverAt', 'InUse'],
  ['deliveryCanceledAt', 'Cancelling'],
  ['shippedAt', 'Shipped'],
] as const satisfies [Fact, RentalStatus][];

/** The status that follows from the facts, whatever the order of their arrival. */
export function statusOf(facts: Facts): RentalStatus {
  return STATUS_OF.find(([fact]) => facts[fact] !== null)?.[1] ?? 'Placed';
}
