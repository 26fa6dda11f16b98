import type { Check } from '../check.ts';
import { foldPage } from '../fold.ts';
import type { PageRow } from '../rows.ts';

export const page: Check = {
  name: 'read model',
  holds: 'a customer’s page is the fold of its order’s events',
  order: ({ id, order, page, events, underWay }, { log }) => {
    if (underWay || (order && order.created_at < log.since)) return [];
    if (events.length === 0) return page ? ['a page without an event'] : [];
    if (!page) return ['no page'];
    const expected = foldPage(id, events);
    return (Object.keys(expected) as (keyof PageRow)[])
      .filter((column) => page[column] !== expected[column])
      .map((column) => `${column} is ${String(page[column])} instead of ${String(expected[column])}`);
  },
};
