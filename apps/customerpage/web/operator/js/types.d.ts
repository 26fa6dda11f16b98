/** Types of the operator console for the type checker; browsers never load this file. */
import type { Car, Settlement } from '../../js/types.js';
import type { OperatorOrder } from './answer-types.js';

/** A model of the fleet. The prices by time are absent where it cannot be booked. */
export interface Model extends Car {
  pricePerDay?: number;
  pricePerHour?: number;
}

export interface Vehicle {
  id: number;
  productId: string;
  plate: string;
  state: string;
  /** Why the vehicle is out of service, such as `damage`. */
  stateReason?: string | null;
  /** The order whose customer has the car now. */
  outOrderId: number | null;
  dueAt: string | null;
  /** Changes with every edit; sent as `If-Match`. */
  version: string;
}

/** An order of the list. Only a booking has `from`, and `fee` once it is cancelled. */
export interface ListedOrder extends OperatorOrder {
  from?: string;
  fee?: number;
  settlement?: Settlement;
}

/** A car that is to be brought or fetched. */
export interface AgendaEntry {
  orderId: number;
  status: string;
  productId: string;
  model: string;
  qty: number;
  customerId: string;
  vehicleId: number | null;
  plate: string | null;
  place: string | null;
  /** Null for an instant order. */
  at: string | null;
  isLate: boolean;
  /** Whether the vehicle may not be there in time: it is overdue, blocked, or out of service. */
  isAtRisk?: boolean;
}

export interface Agenda {
  bring: AgendaEntry[];
  fetch: AgendaEntry[];
}

/** What was recorded when a car was handed over. */
export interface Handover {
  at: string;
  odometer?: number;
  level?: number;
  notes?: string;
}

export interface Delivery {
  id: number;
  orderId: number;
  status: string;
  handover?: Handover;
}

export interface Refusals {
  from: string;
  refused: { productId: string; reason: string; count: number }[];
}

/** The text inputs of a form by their names; a checkbox is `on` or empty. */
export type Inputs = Record<string, string>;

/** The request of a form, or the key of a text for each field at fault. */
export interface Judged {
  body: Record<string, unknown>;
  faults: Record<string, string>;
}

/** A field of a form. `label` and `hint` are texts, not keys. */
export interface Field {
  name: string;
  label: string;
  hint?: string;
  value?: string | number;
  type?: 'text' | 'textarea' | 'select' | 'checkbox' | 'datetime-local';
  /** What a `select` offers when the server has the given value. */
  options?: (value: string) => { value: string; label: string }[];
  inputmode?: string;
  maxlength?: number;
  required?: boolean;
}
