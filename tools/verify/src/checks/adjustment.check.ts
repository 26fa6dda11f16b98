import { Money, type AdjustmentFields } from '@carshare/events';
import type { Check } from '../check.ts';
import type { OrderCase } from '../order-case.ts';
import type { AdjustmentRow, ChangeRow } from '../rows.ts';

/** What payment may say of a number in this status at order; undefined: it was never asked. */
const AT_PAYMENT: Readonly<Record<ChangeRow['status'], readonly (AdjustmentRow['status'] | undefined)[]>> = {
  Pending: [],
  Withdrawn: [],
  // A refund that payment has taken over is driven by its own sweeper.
  Succeeded: ['Succeeded', 'Pending'],
  // A charge that payment will never make counts as declined.
  Declined: ['Declined', 'Voided', undefined],
  Voided: ['Voided', undefined],
};

export const adjustment: Check = {
  name: 'adjustments',
  holds: 'order and payment agree on every extension and settlement, and each outcome is published once',
  order: (found) => {
    if (found.underWay) return [];
    return [...disagreements(found), ...unpublished(found), ...unasked(found)];
  },
};

function disagreements({ changes, adjustments }: OrderCase): string[] {
  return changes.flatMap(({ number, reason, status, kind, amount }) => {
    const [what, other] = [`${reason} ${number}`, adjustments.find((found) => found.number === number)];
    if (AT_PAYMENT[status].length === 0) return [`${what} is stuck in ${status}`];
    // An extension within an hour that is paid already costs nothing, and payment is not asked.
    if (amount === 0 && !other) return [];
    if (!AT_PAYMENT[status].includes(other?.status)) {
      return [`${what} is ${status} at order, and ${other?.status ?? 'absent'} at payment`];
    }
    const isSame = other === undefined || status === 'Voided' || (other.amount === amount && other.kind === kind);
    return isSame ? [] : [`${what} is a ${kind} of ${amount}, and payment has a ${other.kind} of ${other.amount}`];
  });
}

/** Every outcome has its event, and every event its outcome. */
function unpublished({ adjustments, events }: OrderCase): string[] {
  const published = events.filter(({ type }) => type === 'PaymentAdjusted').map(({ data }) => data as AdjustmentFields);
  const known = new Set<string>();
  const repeated = published.flatMap(({ number, status }) => {
    const name = `adjustment ${number}: ${status}`;
    if (known.has(name)) return [`${name} was published twice`];
    known.add(name);
    return [];
  });
  const silent = adjustments
    .filter(({ reason, status }) => reason !== '' && status !== 'Pending')
    .filter(({ number, status }) => !known.has(`adjustment ${number}: ${status}`))
    .map(({ number, status }) => `adjustment ${number}: ${status} happened and was not published`);
  const wrong = published
    .filter(({ number, kind, amount, currency, status }) => {
      const row = adjustments.find((found) => found.number === number);
      const isAmount = row?.amount === Money.nearest(amount, currency).minorUnits;
      // A charge that succeeded may have been voided since.
      const isStatus = row?.status === status || (status === 'Succeeded' && row?.status === 'Voided');
      return !isStatus || (row.reason !== '' && (!isAmount || row.kind !== kind));
    })
    .map(({ number, status }) => `adjustment ${number}: ${status} was published and did not happen`);
  return [...repeated, ...silent, ...wrong];
}

/** Payment adjusts an order by what order has asked for. */
function unasked({ changes, adjustments }: OrderCase): string[] {
  return adjustments
    .filter(({ number }) => !changes.some((change) => change.number === number))
    .map(({ number }) => `payment has adjustment ${number}, which order did not ask for`);
}
