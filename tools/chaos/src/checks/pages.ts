import { foldPage } from '../../../verify/src/fold.ts';
import { isExpected } from '../../../verify/src/event-matrix.ts';
import type { LoggedEvent } from '../../../verify/src/log-index.ts';
import type { Facts, Telling } from './facts.js';

/** The read model must equal an independent fold of the log, for every order. */
export function pageBreaches({ pages, events }: Facts): string[] {
  const ids = new Set(events.map(({ orderId }) => orderId));
  const extra = pages.filter((page) => !ids.has(page['order_id'] as number));
  return [
    ...extra.map((page) => `page: there is one of order ${String(page['order_id'])}, of which the log knows nothing`),
    ...[...ids].flatMap((id) => {
      const page = pages.find((candidate) => candidate['order_id'] === id);
      if (!page) return [`page: order ${id} has no page`];
      const expected = foldPage(id, events.filter(({ orderId }) => orderId === id).map(loggedEvent));
      return Object.entries(expected)
        .filter(([column, value]) => page[column] !== value)
        .map(([column, value]) => `page: order ${id} has ${column} ${String(page[column])}, the log ${String(value)}`);
    }),
  ];
}

function loggedEvent({ id, type, time, data }: Telling, place: number): LoggedEvent {
  if (!isExpected(type)) throw new RangeError(`event-matrix.ts of verify does not describe ${type}`);
  return { id, type, place, time: time.getTime(), data: data as LoggedEvent['data'] };
}
