/** Types of the calendar for the type checker; browsers never load this file. */

/** An interval in which a booking takes a vehicle. */
export interface BookedTime {
  kind: 'booking';
  orderId: number;
  status: string;
  customerId: string;
  /** The period of the booking; `startsAt` and `endsAt` contain the way there and the turnaround, too. */
  from: string;
  to: string;
  startsAt: string;
  endsAt: string;
  isLate: boolean;
  isAtRisk: boolean;
}

/** An interval in which a block takes a vehicle. A block around bookings consists of several. */
export interface BlockedTime {
  kind: 'block';
  blockId: number;
  reason: string;
  startsAt: string;
  endsAt: string;
}

export interface CalendarVehicle {
  id: number;
  plate: string;
  productId: string;
  model: string;
  state: string;
  stateReason: string | null;
  /** The order whose customer has the vehicle now. */
  out: { orderId: number; dueAt: string; isLate: boolean } | null;
  occupations: (BookedTime | BlockedTime)[];
}

export interface Calendar {
  from: string;
  to: string;
  vehicles: CalendarVehicle[];
}

export type Scale = 'day' | 'week';

/** A visible range, in epoch milliseconds. */
export interface Range {
  from: number;
  to: number;
}

/** A part of a vehicle's row: a booking, a block, or a free stretch between them. */
export interface Cell extends Range {
  /** Unique in the row, and the same after each refresh. */
  key: string;
  kind: 'booking' | 'block' | 'free';
  booking?: BookedTime;
  block?: BlockedTime;
  marks: Mark[];
}

export type Mark = 'out' | 'late' | 'atRisk';

/** A part of the visible range, in percent of it. */
export interface Placed {
  start: number;
  size: number;
  /** Whether it begins before or ends after the visible range. */
  isCutBefore: boolean;
  isCutAfter: boolean;
}

export interface Tick {
  at: number;
  /** Whether a day begins here. */
  isDay: boolean;
}

/** A booking that is in the way of a block. */
export interface HitBooking {
  orderId: number;
  from: string;
  to: string;
  customerId: string;
  status: string;
}

/** What became of a booking that a block displaced. */
export interface Displaced {
  orderId: number;
  outcome: 'moved' | 'cancelled';
  vehicleId?: number;
}

/** A planned time in which a vehicle is not booked. */
export interface Block {
  id: number;
  vehicleId: number;
  from: string;
  to: string;
  reason: string;
  displaced?: Displaced[];
}

/** An amount that a customer still owes after a return. */
export interface Unpaid {
  orderId: number;
  customerId: string;
  amount: number;
  currency: string;
  reason: string;
  since: string;
  status: string;
}
