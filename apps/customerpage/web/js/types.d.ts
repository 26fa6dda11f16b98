/** Types of the web pages for the type checker; browsers never load this file. */

/** An event of a rental. */
export interface Fact {
  event: string;
  at: string;
}

/** A period, as RFC 3339 times with their offset. */
export interface Period {
  from: string;
  to: string;
}

/** A rental as the page knows it. A field that no event has contained yet is absent or null. */
export interface Rental extends Partial<Period> {
  orderId: number;
  productId: string;
  qty: number;
  status: string;
  amount?: number | null;
  currency?: string | null;
  /** Of a cancelled booking: what it cost, and what came back. */
  fee?: number;
  refunded?: number;
  /** Of a booking: the last extension, since when the car is overdue, and what was charged at the end (below 0: refunded). */
  extendedAt?: string;
  overdueSince?: string;
  settledAmount?: number;
  /** What of the final amount is still to be paid; absent while the booking has not ended. */
  owed?: number;
  updatedAt?: string;
  history?: Fact[];
}

export interface PriceLine {
  unit: 'day' | 'hour';
  quantity: number;
  unitPrice: number;
  amount: number;
}

/** A cancellation costs `fee` before `until`; null means until the car is handed over. */
export interface FeeStep {
  until: string | null;
  fee: number;
}

/** What a period costs. */
export interface Quote {
  lines: PriceLine[];
  amount: number;
  currency: string;
  cancellation: FeeStep[];
  available: number;
}

/** What cancelling an order costs now. */
export interface CancellationQuote extends FeeStep {
  refund: number;
  currency: string;
}

/** What a later end costs: `amount` now, `total` in all. `latestTo` is the latest possible end, null when there is none. */
export interface ExtensionQuote {
  to: string | null;
  amount: number | null;
  total: number | null;
  currency: string;
  latestTo: string | null;
  available: boolean;
}

/** What a return now would charge and refund. */
export interface ReturnQuote {
  late: number;
  /** Null while the kilometres are not known. */
  distance: number | null;
  early: number;
  /** Negative when it is refunded. */
  amount: number;
  currency: string;
  /** Null when distance is not charged, as is the next one. */
  includedKm: number | null;
  pricePerKm: number | null;
}

/** What the page asks for to make a booking end later. */
export interface ExtensionRequest {
  to: string;
  expectedAmount?: number;
  paymentMethod?: string;
}

/** What the return of a booking changed of its price. */
export interface Settlement {
  late: number;
  distance: number;
  early: number;
  amount: number;
  owed: number;
  status: string;
}

/** Whether a rental's e-mails are sent. */
export interface Mails {
  enabled: boolean;
  hasAddress: boolean;
}

export interface Car {
  productId: string;
  model: string;
  pricePerUnit: number;
  currency: string;
  stock: number;
  /** For the period that was asked for: how many are free, and what it costs; null for a car that cannot be booked. */
  available?: number;
  quote?: Quote | null;
  /** Changes with every change of the car; sent as `If-Match`. */
  version: string;
}

/** What the page orders. The members after `paymentMethod` are those of a booking. */
export interface OrderRequest extends Partial<Period> {
  productId: string;
  qty: number;
  paymentMethod?: string;
  place?: string;
  expectedAmount?: number;
  /** The address for e-mails about the rental; `mails: false`: none are sent, also not to the address of the sign-in. */
  email?: string;
  mails?: false;
}

/** An order as the API returns it. */
export interface Order extends Partial<Period> {
  id: number;
  productId: string;
  qty: number;
  status: string;
  amount: number;
  currency: string;
  createdAt: string;
  place?: string;
  settlement?: Settlement;
}

export interface TestCard {
  value: string;
  label?: string;
}

/** The payment provider. */
export interface Provider {
  name: string;
  testMethods?: TestCard[];
}

/** The payment provider, and whether a sign-in is needed. */
export interface Config {
  identity: boolean;
  provider: string;
  testCards: TestCard[];
}

/** Attributes and, by the name of their event after `on`, listeners of an element. */
export type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => unknown)>;

/** What an element may contain. */
export type Child = Node | string | number | null | undefined | false;

/** What the views of the operator console share. */
export interface Shell {
  refresh: () => void;
  go: (hash: string) => void;
  reports: () => Promise<Reported[]>;
  signIn: () => void;
  failed: (error: unknown) => void;
}

/** One view of the operator console. */
export interface View {
  tab: string;
  title: string;
  params?: Record<string, string | number>;
  nodes: Node[];
  frame(): void;
  read(): Promise<unknown>;
  draw(data: never): void;
}

/** The answer of a service, or the kind of problem. */
export interface Asked<T> {
  service: string;
  answer?: T;
  failed?: string;
}

export type Reported = Asked<Report>;

/** The state of a service. A number that could not be read is null. */
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
