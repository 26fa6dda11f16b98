import {
  DEFAULT_CURRENCY,
  Money,
  type AdjustmentFields,
  type OrderCompletedFields,
  type OrderFields,
  type OrderOverdueFields,
  type OrderReassignedFields,
  type PaymentFields,
} from '@carshare/events';
import type { EventType } from './event-matrix.ts';
import type { LoggedEvent } from './log-index.ts';
import type { PageRow } from './rows.ts';

/** The later an entry of this list, the more it knows of an adjustment. */
const STATUSES = ['Declined', 'Succeeded', 'Voided'];

/**
 * What a rental costs: of several completions the one that leaves the least to pay, then the cheapest; until there is one, the highest
 * amount, in the first currency.
 */
export function moneyOf(events: readonly LoggedEvent[]): Pick<PageRow, 'amount' | 'currency' | 'owed_minor'> {
  const [final] = fieldsOf<OrderCompletedFields>(events, 'OrderCompleted')
    .map(({ amount, owed, currency }) => ({
      currency,
      amount: inMinor(amount, currency),
      owed: inMinor(owed, currency),
    }))
    .toSorted((one, other) => one.owed - other.owed || one.amount - other.amount);
  if (final) return { amount: final.amount, currency: final.currency, owed_minor: final.owed };
  const amounts = events.flatMap(({ type, data }) =>
    type !== 'PaymentAdjusted' && 'amount' in data && typeof data.amount === 'number' ? [data.amount] : [],
  );
  const named = events.map(({ data }) => ('currency' in data ? data.currency : undefined));
  const currency = named.find((name) => typeof name === 'string') ?? null;
  const amount = amounts.length === 0 ? null : inMinor(Math.max(...amounts), currency ?? DEFAULT_CURRENCY);
  return { amount, currency, owed_minor: null };
}

/** What an event says came back of the price, in minor units. */
export function refundedOf({ type, data }: LoggedEvent): number | null {
  const { amount, currency, fee, refunded } = data as Partial<OrderFields & PaymentFields>;
  const isCancelled = type === 'OrderCancelled' && typeof amount === 'number' && typeof fee === 'number';
  const major = type === 'PayCancelled' ? refunded : isCancelled ? amount - fee : null;
  return typeof major === 'number' && typeof currency === 'string' ? inMinor(major, currency) : null;
}

/** The last move to another vehicle, the last lateness, and every adjustment. */
export function changesOf(
  events: readonly LoggedEvent[],
): Pick<PageRow, 'reassigned_vehicle_id' | 'overdue_to' | 'overdue_since' | 'adjustments'> {
  const [moved] = events
    .filter(({ type }) => type === 'OrderReassigned')
    .map(({ time, data }) => ({ time, vehicle: (data as OrderReassignedFields).vehicleId }))
    .toSorted((one, other) => other.time - one.time || one.vehicle - other.vehicle);
  const [late] = fieldsOf<OrderOverdueFields>(events, 'OrderOverdue')
    .map(({ to, since }) => ({ to: Date.parse(to), since: Date.parse(since) }))
    .toSorted((one, other) => other.to - one.to || one.since - other.since);
  return {
    reassigned_vehicle_id: moved?.vehicle ?? null,
    overdue_to: late?.to ?? null,
    overdue_since: late?.since ?? null,
    adjustments: adjustmentsOf(fieldsOf<AdjustmentFields>(events, 'PaymentAdjusted')),
  };
}

/** The text of all adjustments by their numbers; null without one. */
function adjustmentsOf(adjustments: readonly AdjustmentFields[]): string | null {
  const known = new Map<number, string>();
  for (const { number, kind, amount, currency, reason, status } of adjustments) {
    const minor = inMinor(amount, currency) * (kind === 'refund' ? -1 : 1);
    const text = JSON.stringify({ reason, status, minor });
    const before = known.get(number);
    const rank = before === undefined ? 1 : STATUSES.indexOf(status) - STATUSES.indexOf(statusIn(before));
    if (before === undefined || rank > 0 || (rank === 0 && text > before)) known.set(number, text);
  }
  const members = [...known].toSorted(([one], [other]) => one - other).map(([number, text]) => `"${number}":${text}`);
  return members.length === 0 ? null : `{${members.join(',')}}`;
}

function statusIn(text: string): string {
  return (JSON.parse(text) as { status: string }).status;
}

function fieldsOf<T>(events: readonly LoggedEvent[], type: EventType): T[] {
  return events.filter((event) => event.type === type).map(({ data }) => data as T);
}

function inMinor(major: number, currency: string): number {
  return Money.nearest(major, currency).minorUnits;
}
