/** What the services answer to the operator console; browsers never load this file. */
import type { Order, Asked } from '../../js/types.js';

/** An order of the operator console. */
export interface OperatorOrder extends Order {
  customerId: string;
  dueAt: string | null;
  attempts: number;
}

export interface OperatorOrders {
  orders: OperatorOrder[];
  next: number | null;
  due: number;
}

export interface Refund {
  id: number;
  kind?: string;
  orderId: number;
  amount: number;
  currency: string;
  customerId: string | null;
  chargedAt: string | null;
  refundedAt: string;
}

export interface Refunds {
  refunds: Refund[];
  next: number | null;
}

/** Money that a person must decide about. */
export interface Decision {
  id: number;
  kind: string;
  orderId: number;
  reference: string;
  amount: number;
  currency: string;
  reason: string;
  openedAt: string;
  retriable: boolean;
}

export interface Decisions {
  decisions: Decision[];
  open: number;
  next: number | null;
}

/** An event that a service has set aside. */
export interface Stuck {
  service: string;
  kind: string;
  id: number;
  key: string;
  type: string | null;
  reason: string;
  since: string;
  discardable: boolean;
}

/** A row that a service stores for an order. */
export interface OwnRecord {
  what: string;
  id: number;
  status: string;
  at: string;
  details: Record<string, string | number | null>;
}

/** What an operator has done. */
export interface OperatorAction {
  id: number;
  at: string;
  operator: string;
  action: string;
  subject: string;
  orderId: number | null;
  reason: string | null;
  outcome: string;
}

/** An action in the list of all services. */
export interface ListedAction extends OperatorAction {
  service: string;
}

/** One service's part of an order's timeline. */
export interface ServiceTimeline {
  service: string;
  orderId: number;
  /** How many days the service remembers a handled event; absent, like the next one, in answers of version 0.2. */
  inboxRetentionDays?: number;
  records: OwnRecord[];
  published: {
    eventId: string;
    type: string;
    consumers?: string[];
    traceId: string | null;
    createdAt: string;
    sentAt: string | null;
  }[];
  received: { eventId: string; at: string }[];
  stuck: { id: number; kind: string; type: string | null; reason: string; traceId: string | null; stuckAt: string }[];
  /** Absent in answers of version 0.2. */
  actions?: OperatorAction[];
}

export type TimelineAnswer = Asked<ServiceTimeline>;

/** A step in the timeline of an order. */
export interface Entry {
  key: string;
  at: string;
  service: string;
  kind: 'action' | 'record' | 'event' | 'stuck';
  name: string;
  traceId: string | null;
  record?: OwnRecord;
  action?: OperatorAction;
  sentAt?: string | null;
  arrivals?: { service: string; at: string | null }[];
  reason?: string;
  stuckKind?: string;
}

/** The state of an order at a service. */
export interface Place {
  service: string;
  failed?: string;
  status?: string;
  id?: number;
  at?: string;
  stuck: number;
}

export interface Trace {
  id: string;
  count: number;
}

/** The timeline of an order over all services. */
export interface Timeline {
  order?: OwnRecord;
  services: Place[];
  entries: Entry[];
  traces: Trace[];
}
