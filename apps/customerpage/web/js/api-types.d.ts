/** Written by `npx nx run launcher:api-docs` from the API documents. */

export interface CarView {
  productId: string;
  model: string;
  pricePerUnit: number;
  currency: string;
  /** How many are free. */
  stock: number;
  /** Names this state of the car. In quotes, it is the ETag that If-Match takes. */
  version: string;
  /** For each day of a booking; absent, as the next, when it cannot be booked. */
  pricePerDay?: number;
  /** For each started hour of the rest of a booking. */
  pricePerHour?: number;
  /** For each kilometre beyond those that a booking includes; absent when distance is not charged. */
  pricePerKm?: number;
  /** How many vehicles are free for the period that was asked for. */
  available?: number;
  /** What the period costs; null without prices by time. */
  quote?: QuoteView | null;
}

export interface CustomerpageView {
  id: number;
  orderId: number;
  productId: string | null;
  qty: number | null;
  status: string;
  paymentId: number | null;
  deliveryId: number | null;
  amount: number | null;
  currency: string | null;
  /** Of a booking, as are the members below. */
  from?: string;
  to?: string;
  vehicleId?: number;
  /** What the cancellation cost; absent until it is settled. */
  fee?: number;
  /** What came back of amount. */
  refunded?: number;
  /** Of any rental, once it happened, as are the two below. */
  handedOverAt?: string;
  returnedAt?: string;
  completedAt?: string;
  /** When the end of the booking changed last. */
  extendedAt?: string;
  /** While the customer has the car after the end and the grace. */
  overdueSince?: string;
  /** What was charged at the end; negative when it was refunded. */
  settledAmount?: number;
  /** What of amount is still to be paid, once the rental has ended. */
  owed?: number;
  updatedAt: string;
  history: HistoryView[];
}

export interface ExtendOrder {
  /** The new end of the booking, with its offset, to the minute. */
  to: string;
  /** What the customer expects to pay now; another amount is not charged. */
  expectedAmount?: number | null;
  /** That of the order without it. */
  paymentMethod?: string | null;
}

export interface ExtensionQuoteView {
  /** The end that was asked for. */
  to: string | null;
  /** What is to be paid now. */
  amount: number | null;
  /** What the booking costs with it. */
  total: number | null;
  currency: string;
  /** The latest possible end; null when the booking cannot be extended. */
  latestTo: string | null;
  /** Whether the booking can be extended to this end, or at all without one. */
  available: boolean;
}

export interface FeeView {
  fee: number;
  refund: number;
  currency: string;
  /** The fee holds before this time; null means until the car is handed over. */
  until: string | null;
}

export interface MailsView {
  /** Whether mails are sent. */
  enabled: boolean;
  /** Whether an address was given and is not erased yet. */
  hasAddress: boolean;
}

export interface OrderView {
  id: number;
  productId: string;
  qty: number;
  status: string;
  amount: number;
  currency: string;
  customerId: string;
  createdAt: string;
  updatedAt: string;
  /** Of a booking, as are the members below. */
  from?: string;
  to?: string;
  vehicleId?: number;
  place?: string;
  /** The extensions that are Placed or Pending. */
  extensions?: ExtensionView[];
  /** What the return cost beside the price; absent before it, and when that is nothing. */
  settlement?: SettlementView;
}

export interface PlaceOrder {
  /** A car of the fleet. */
  productId: string;
  qty: number;
  /** A payment method of the provider; the simulator documents its test values. */
  paymentMethod?: string | null;
  /** The start of a booking, with its offset, to the minute, such as 2026-12-01T09:00:00+01:00. Together with to; without them it is an instant order. */
  from?: string | null;
  /** The end of a booking, such as 2026-12-01T18:00:00+01:00. */
  to?: string | null;
  /** Where the car of a booking is brought, such as Hauptstr. 5, 10115 Berlin. Only the customer and the operator see it; it is erased some days after the end. */
  place?: string | null;
  /** The vehicle of a booking; any free one without it. */
  vehicleId?: number | null;
  /** The price that the customer has seen; another one is not charged. */
  expectedAmount?: number | null;
  /** Where the mails about the order go; without it, to the verified address of the caller's token. It is erased some days after the end. */
  email?: string | null;
  /** false: no mails are sent about the order. */
  mails?: boolean | null;
  /** Ignored. */
  status?: string | null;
}

export interface ProviderView {
  name: string;
  testMethods: TestMethodView[];
}

export interface ReturnQuoteView {
  /** The time of the return that the quote is for. */
  at: string;
  /** For the time beyond the end and the grace. */
  late: number;
  /** For the kilometres beyond the included ones; null while one of the two readings is not known. */
  distance: number | null;
  /** Refunded of the booked time that is not used. */
  early: number;
  /** The sum; negative when it is refunded. */
  amount: number;
  currency: string;
  /** The kilometres that the booking includes; null when distance is not charged. */
  includedKm: number | null;
  /** For each kilometre beyond them; null when distance is not charged. */
  pricePerKm: number | null;
}

export interface ServiceReportView {
  service: string;
  ready: boolean;
  checks: CheckView[];
  startedAt: string;
  /** Events committed but not yet published. */
  outboxWaiting: number | null;
  /** Age in seconds of the oldest of them. */
  outboxAge: number | null;
  /** Events not yet handled; null for a service that only publishes. */
  lag: number | null;
  parked: number | null;
  dead: number | null;
}

export interface QuoteView {
  lines: PriceLineView[];
  amount: number;
  currency: string;
  cancellation: FeeStepView[];
  /** How many cars are free for the whole period. */
  available: number;
}

export interface HistoryView {
  event: string;
  at: string;
}

export interface ExtensionView {
  orderId: number;
  /** Of the adjustment at payment. */
  number: number;
  /** The end before. */
  from: string;
  /** The end with the extension. */
  to: string;
  /** What is paid for the extension. */
  amount: number;
  /** What the booking costs with it. */
  total: number;
  currency: string;
  status: string;
}

export interface SettlementView {
  /** For the time beyond the end and the grace. */
  late: number;
  /** For the kilometres beyond the included ones. */
  distance: number;
  /** Refunded of the booked time that was not used. */
  early: number;
  /** The sum; negative when it is refunded. */
  amount: number;
  /** What of it the customer still has to pay. */
  owed: number;
  status: string;
}

export interface TestMethodView {
  value: string;
  label: string;
}

export interface CheckView {
  name: string;
  up: boolean;
  reason: string | null;
}

export interface PriceLineView {
  unit: string;
  quantity: number;
  unitPrice: number;
  amount: number;
}

export interface FeeStepView {
  /** The fee holds before this time; null means until the car is handed over. */
  until: string | null;
  fee: number;
}
