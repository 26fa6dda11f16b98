import { Money, type OrderExtendedFields, type OrderOverdueFields } from '@carshare/events';
import type { Check, Scene } from '../check.ts';
import type { OrderCase } from '../order-case.ts';

/** How late the order service may notice it, in milliseconds. */
const NOTICED_WITHIN = 60_000;

export const extension: Check = {
  name: 'ends',
  holds:
    'a booking ends when its last paid extension does, each extension and each lateness is published once, and a car that is kept beyond its end is overdue',
  order: (found, scene) => {
    if (found.underWay) return [];
    return [...extensionBreaches(found), ...overdueBreaches(found, scene)];
  },
};

function extensionBreaches({ order, booking, changes, events }: OrderCase): string[] {
  if (!order || !booking) return [];
  const paid = changes.filter(({ reason, status }) => reason === 'extension' && status === 'Succeeded');
  const last = Math.max(...paid.map(({ to_end: to }) => to ?? 0));
  const ends = events.filter(({ type }) => type === 'OrderExtended').map(({ data }) => data as OrderExtendedFields);
  const published = ends.map(({ to }) => Date.parse(to)).toSorted((one, other) => one - other);
  const expected = paid.map(({ to_end: to }) => to ?? 0).toSorted((one, other) => one - other);
  const costs = ends.find(({ to }) => Date.parse(to) === last);
  const cost = costs && Money.nearest(costs.amount, costs.currency).minorUnits;
  return [
    ...(paid.length > 0 && booking.ends_at !== last
      ? [`ends ${timeOf(booking.ends_at)}, and is paid until ${timeOf(last)}`]
      : []),
    ...(JSON.stringify(published) === JSON.stringify(expected)
      ? []
      : [`has ${expected.length} paid extensions, and ${published.length} are published`]),
    ...(cost === undefined || cost === order.amount ? [] : [`was extended for ${cost} instead of ${order.amount}`]),
  ];
}

function overdueBreaches({ order, booking, events }: OrderCase, { now, grace, lateAfter }: Scene): string[] {
  const ends = events
    .filter(({ type }) => type === 'OrderOverdue')
    .map(({ data }) => Date.parse((data as OrderOverdueFields).to));
  const repeated = ends.find((end, index) => ends.indexOf(end) !== index);
  const breaches = repeated === undefined ? [] : [`overdue after ${timeOf(repeated)} was published twice`];
  if (order?.status !== 'InUse' || !booking) return breaches;
  const isPublished = ends.includes(booking.ends_at);
  if (booking.overdue_at === null && booking.ends_at + lateAfter < now - Math.max(grace, NOTICED_WITHIN)) {
    breaches.push(`in use beyond ${timeOf(booking.ends_at)}, and not overdue`);
  }
  if ((booking.overdue_at !== null) !== isPublished) {
    breaches.push(isPublished ? 'overdue was published and did not happen' : 'overdue happened and was not published');
  }
  return breaches;
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
