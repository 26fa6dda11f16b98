import type { StoredRental } from './stored-rental.js';

/**
 * Which of two different values of a column stays, whatever the order of their arrival. Of a fact that was published twice the
 * earlier time stays; of what happens several times, and of the end of a booking, the latest. `first`: all events contain the same.
 */
const JOINS = {
  productId: 'first',
  qty: 'first',
  customerId: 'first',
  startsAt: 'lowest',
  endsAt: 'highest',
  bookedVehicleId: 'lowest',
  usedVehicleId: 'lowest',
  refundedMinor: 'lowest',
  orderedAt: 'lowest',
  paidAt: 'lowest',
  shippedAt: 'lowest',
  handedOverAt: 'lowest',
  returnedAt: 'lowest',
  orderCompletedAt: 'lowest',
  deliveryCanceledAt: 'lowest',
  payCancelledAt: 'lowest',
  orderCancelledAt: 'lowest',
  extendedAt: 'highest',
  adjustedAt: 'highest',
} as const satisfies Partial<Record<keyof StoredRental, 'first' | 'lowest' | 'highest'>>;

/** A column of which two values are joined without looking at others. */
export type JoinedColumn = keyof typeof JOINS;

/** Every such column. */
export const JOINED = Object.keys(JOINS) as JoinedColumn[];

type Value = StoredRental[JoinedColumn];

/** Whether a value takes the place of the one that is known. */
export function replaces(column: JoinedColumn, value: Value, known: Value): boolean {
  if (value === null || known === null) return value !== null;
  const join = JOINS[column];
  return join === 'lowest' ? value < known : join === 'highest' && value > known;
}

/** The lower of two values of one fact that was published twice: the same in any order of arrival. */
export function lower<T extends number | Date>(known: T | null, other: T | null): T | null {
  if (known === null || other === null) return known ?? other;
  return other < known ? other : known;
}
