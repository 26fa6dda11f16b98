import { columnOf, EVENT_TYPES, isExpected } from '../../../verify/src/event-matrix.ts';
import type { Facts, Telling } from './facts.js';

const COLUMNS = EVENT_TYPES.map(columnOf).filter((column) => column !== null);

/** The read model must equal an independent fold of the log, for every order. */
export function pageBreaches({ pages, events }: Facts): string[] {
  const ids = new Set(events.map(({ orderId }) => orderId));
  const extra = pages.filter((page) => !ids.has(page['order_id'] as number));
  return [
    ...extra.map((page) => `page: there is one of order ${String(page['order_id'])}, of which the log knows nothing`),
    ...[...ids].flatMap((id) => {
      const page = pages.find((candidate) => candidate['order_id'] === id);
      if (!page) return [`page: order ${id} has no page`];
      const expected = fold(events.filter(({ orderId }) => orderId === id));
      return Object.entries(expected)
        .filter(([column, value]) => page[column] !== value)
        .map(([column, value]) => `page: order ${id} has ${column} ${String(page[column])}, the log ${String(value)}`);
    }),
  ];
}

function fold(events: Telling[]): Record<string, unknown> {
  const page: Record<string, unknown> = Object.fromEntries(COLUMNS.map((column) => [column, null]));
  for (const { type, time, data } of events) {
    if (!isExpected(type)) throw new RangeError(`event-matrix.ts of verify does not describe ${type}`);
    const column = columnOf(type);
    const known = column === null ? null : (page[column] as number | null);
    if (column !== null) page[column] = known === null ? time.getTime() : Math.min(known, time.getTime());
    const fields = data as Record<string, unknown>;
    for (const [field, name] of [
      ['productId', 'product_id'],
      ['qty', 'qty'],
      ['customerId', 'customer_id'],
    ] as const) {
      if (fields[field] !== undefined) page[name] = fields[field];
    }
    if (type === 'Paid' || type === 'PayCancelled') page['payment_id'] = fields['id'];
    if (type === 'Shipped' || type === 'DeliveryCanceled') page['delivery_id'] = fields['id'];
  }
  return page;
}
