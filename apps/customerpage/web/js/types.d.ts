/** The types of the web pages, for the type checker alone: browsers never load this file. */

/** Something that happened to a rental. */
export interface Fact {
  event: string;
  at: string;
}

/** A rental as the page knows it: what no event has told yet is absent or null. */
export interface Rental {
  orderId: number;
  productId: string;
  qty: number;
  status: string;
  amount?: number | null;
  currency?: string | null;
  updatedAt?: string;
  history?: Fact[];
}

export interface Car {
  productId: string;
  model: string;
  pricePerUnit: number;
  currency: string;
  stock: number;
  /** Changes with every change of the car; goes into `If-Match`. */
  version: string;
}

/** An order as the shop answers it. */
export interface Order {
  id: number;
  productId: string;
  qty: number;
  status: string;
  amount: number;
  currency: string;
  createdAt: string;
}

export interface TestCard {
  value: string;
  label?: string;
}

/** The payment provider of the shop. */
export interface Provider {
  name: string;
  testMethods?: TestCard[];
}

/** How money moves, and whether a sign-in is needed. */
export interface Config {
  identity: boolean;
  provider: string;
  testCards: TestCard[];
}

/** Attributes and, by the name of their event after `on`, listeners of an element. */
export type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => unknown)>;

/** What an element may contain. */
export type Child = Node | string | number | null | undefined | false;

/** The work of an operator's page that its parts share. */
export interface Desk {
  refresh: () => void;
  go: (hash: string) => void;
  reports: () => Promise<Reported[]>;
  signIn: () => void;
  failed: (error: unknown) => void;
}

/** One screen of the operator's page. */
export interface View {
  tab: string;
  title: string;
  params?: Record<string, string | number>;
  nodes: Node[];
  frame(): void;
  read(): Promise<unknown>;
  draw(data: never): void;
}

/** What a service answered, or the kind of problem it had. */
export interface Asked<T> {
  service: string;
  answer?: T;
  failed?: string;
}

export type Reported = Asked<Report>;

/** How a service is; a number that could not be read is null. */
export interface Report {
  service: string;
  ready: boolean;
  checks: { name: string; up: boolean; reason: string | null }[];
  startedAt: string;
  outboxWaiting: number | null;
  outboxAge: number | null;
  lag: number | null;
  parked: number | null;
  dead: number | null;
}

/** An order as the operator sees it. */
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

/** A row that a service keeps about an order. */
export interface OwnRecord {
  what: string;
  id: number;
  status: string;
  at: string;
  details: Record<string, string | number | null>;
}

/** Everything one service knows of an order. */
export interface Story {
  service: string;
  orderId: number;
  records: OwnRecord[];
  published: { eventId: string; type: string; traceId: string | null; createdAt: string; sentAt: string | null }[];
  received: { eventId: string; at: string }[];
  stuck: { id: number; kind: string; type: string | null; reason: string; traceId: string | null; stuckAt: string }[];
}

export type Told = Asked<Story>;

/** A step in the timeline of an order. */
export interface Entry {
  key: string;
  at: string;
  service: string;
  kind: 'record' | 'event' | 'stuck';
  name: string;
  traceId: string | null;
  record?: OwnRecord;
  sentAt?: string | null;
  arrivals?: { service: string; at: string | null }[];
  reason?: string;
  stuckKind?: string;
}

/** Where an order stands at a service. */
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
