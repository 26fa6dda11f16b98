import type { ServiceName } from './options.ts';
import type { AdjustmentRow, ChangeRow, DeliveryRow, LedgerRow, OrderRow, PageRow, PaymentRow } from './rows.ts';

/** The rows of one order from which an event follows. */
interface StoredState {
  order?: OrderRow;
  /** The order's own extensions and settlement; undefined where they are not known. */
  changes?: readonly ChangeRow[];
  payment?: PaymentRow;
  adjustments?: readonly AdjustmentRow[];
  ledger: readonly LedgerRow[];
  delivery?: DeliveryRow;
}

interface ExpectedEvent {
  publisher: ServiceName;
  consumers: readonly ServiceName[];
  /** The column of the read model that holds the event's time; null for an event that the page does not show. */
  column: keyof PageRow | null;
  /** Whether the rows require the event. Undefined: the rows allow both, so the event is not judged by them. */
  happened(state: StoredState): boolean | undefined;
  /** Whether an order may have several different events of the type. */
  repeats?: true;
}

/** Whether a delivery in this status was shipped; undefined where it may have been. */
const SHIPPED: Readonly<Record<DeliveryRow['status'], boolean | undefined>> = {
  Scheduled: false,
  Shipped: true,
  HandedOver: true,
  Returned: true,
  DeliveryCanceled: undefined,
};

/** Whether the vehicle of a delivery in this status was handed over; a car of an instant order may return without it. */
const HANDED_OVER: Readonly<Record<DeliveryRow['status'], boolean | undefined>> = {
  Scheduled: false,
  Shipped: false,
  HandedOver: true,
  Returned: undefined,
  DeliveryCanceled: false,
};

/**
 * The event matrix of the design, stated a second time on purpose: verify and chaos judge the product by it, so it must not be
 * derived from the product. A test compares it with the contract, and a log with any other event cannot be read.
 */
export const EVENT_MATRIX = {
  Ordered: {
    publisher: 'order',
    consumers: ['customerpage'],
    column: 'ordered_at',
    happened: ({ order }) => order !== undefined && order.status !== 'Pending' && order.status !== 'Refused',
  },
  OrderCancelled: {
    publisher: 'order',
    consumers: ['customerpage'],
    column: 'order_cancelled_at',
    happened: ({ order }) => order?.status === 'Cancelled',
  },
  OrderCompleted: {
    publisher: 'order',
    consumers: ['customerpage'],
    column: 'order_completed_at',
    // Another publisher may end a rental that the shop does not know.
    happened: ({ order }) => order && order.status === 'Completed',
    // It is published again when the owed amount falls.
    repeats: true,
  },
  OrderExtended: {
    publisher: 'order',
    consumers: ['delivery', 'customerpage'],
    column: 'extended_at',
    happened: ({ changes }) => changes?.some(({ reason, status }) => reason === 'extension' && status === 'Succeeded'),
    repeats: true,
  },
  OrderOverdue: {
    publisher: 'order',
    consumers: ['customerpage'],
    // Its columns hold the end and the time since which the rental is late.
    column: null,
    happened: () => undefined,
    repeats: true,
  },
  OrderReassigned: {
    publisher: 'order',
    consumers: ['delivery', 'customerpage'],
    column: 'reassigned_at',
    happened: () => undefined,
    repeats: true,
  },
  Paid: {
    publisher: 'payment',
    consumers: ['order', 'delivery', 'customerpage'],
    column: 'paid_at',
    happened: ({ payment, ledger }) =>
      (payment?.status === 'OrderApproved' || payment?.status === 'PaymentCancelled') &&
      ledger.some(({ kind }) => kind === 'charge'),
  },
  PayCancelled: {
    publisher: 'payment',
    consumers: ['order', 'customerpage'],
    column: 'pay_cancelled_at',
    happened: ({ payment }) => payment?.status === 'PaymentCancelled',
  },
  PaymentAdjusted: {
    publisher: 'payment',
    consumers: ['order', 'customerpage'],
    column: 'adjusted_at',
    // A number that was voided before it was asked for holds no money.
    happened: ({ adjustments }) => adjustments?.some(({ status, reason }) => reason !== '' && status !== 'Pending'),
    repeats: true,
  },
  Shipped: {
    publisher: 'delivery',
    consumers: ['order', 'customerpage'],
    column: 'shipped_at',
    // A delivery that was cancelled may have been shipped before, or not.
    happened: ({ delivery }) => delivery && SHIPPED[delivery.status],
  },
  DeliveryCanceled: {
    publisher: 'delivery',
    consumers: ['order', 'customerpage'],
    column: 'delivery_canceled_at',
    happened: ({ delivery }) => delivery?.status === 'DeliveryCanceled',
  },
  HandedOver: {
    publisher: 'delivery',
    consumers: ['order', 'customerpage'],
    column: 'handed_over_at',
    happened: ({ delivery }) => delivery && HANDED_OVER[delivery.status],
  },
  Returned: {
    publisher: 'delivery',
    consumers: ['order', 'customerpage'],
    column: 'returned_at',
    happened: ({ delivery }) => delivery && delivery.status === 'Returned',
  },
} as const satisfies Record<string, ExpectedEvent>;

export type EventType = keyof typeof EVENT_MATRIX;

/** Every event type, in the order of the matrix. */
export const EVENT_TYPES = Object.keys(EVENT_MATRIX) as EventType[];

/**
 * The first event must precede the second where both are in the log: one service published both, or the second is the
 * reaction to the first. Where the effect may repeat, its first event must follow the cause; where the cause may repeat, all of its
 * events must precede the effect.
 */
export const CAUSES: readonly (readonly [cause: EventType, effect: EventType])[] = [
  ['Paid', 'Shipped'],
  ['Paid', 'PayCancelled'],
  ['Shipped', 'DeliveryCanceled'],
  ['Ordered', 'OrderCancelled'],
  ['PayCancelled', 'OrderCancelled'],
  ['Shipped', 'HandedOver'],
  ['Shipped', 'Returned'],
  ['HandedOver', 'Returned'],
  ['Ordered', 'OrderCompleted'],
  ['Returned', 'OrderCompleted'],
  ['Ordered', 'OrderExtended'],
  ['Ordered', 'OrderReassigned'],
  ['HandedOver', 'OrderOverdue'],
  ['Paid', 'PaymentAdjusted'],
  ['OrderExtended', 'OrderCompleted'],
  ['OrderExtended', 'OrderCancelled'],
  ['OrderOverdue', 'OrderCompleted'],
];

/** Two events that no order has both of: a car that was handed over is returned, and its order is not cancelled. */
export const EXCLUSIVE: readonly (readonly [EventType, EventType])[] = [
  ['HandedOver', 'DeliveryCanceled'],
  ['HandedOver', 'PayCancelled'],
  ['HandedOver', 'OrderCancelled'],
  ['Returned', 'DeliveryCanceled'],
  ['Returned', 'PayCancelled'],
  ['Returned', 'OrderCancelled'],
  ['OrderCompleted', 'OrderCancelled'],
  ['OrderOverdue', 'OrderCancelled'],
];

/** The events that only this service may publish. */
export function publishedBy(service: ServiceName): EventType[] {
  return EVENT_TYPES.filter((type) => EVENT_MATRIX[type].publisher === service);
}

/** The events that must have an effect at this service. */
export function consumedBy(service: ServiceName): EventType[] {
  return EVENT_TYPES.filter((type) => expected(type).consumers.includes(service));
}

/** Whether the rows of an order require an event of the type; undefined where they allow both. */
export function mustBePublished(type: EventType, state: StoredState): boolean | undefined {
  return expected(type).happened(state);
}

/** The column of the read model that holds the time of the type's event. */
export function columnOf(type: EventType): keyof PageRow | null {
  return expected(type).column;
}

/** Whether an order may have several different events of the type. */
export function mayRepeat(type: EventType): boolean {
  return expected(type).repeats === true;
}

/** Whether the matrix contains the type. */
export function isExpected(type: string): type is EventType {
  return Object.hasOwn(EVENT_MATRIX, type);
}

function expected(type: EventType): ExpectedEvent {
  return EVENT_MATRIX[type];
}
