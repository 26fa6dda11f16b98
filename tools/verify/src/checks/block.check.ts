import type { Check } from '../check.ts';
import type { OrderRow } from '../rows.ts';

/** A block with one occupation of its vehicle in its time; without one the columns of the occupation are null. */
interface BlockedRow {
  block_id: number;
  vehicle_id: number;
  block_start: number;
  block_end: number;
  starts_at: number | null;
  ends_at: number | null;
  order_id: number | null;
  status: OrderRow['status'] | null;
}

interface BlockPart {
  block_id: number;
  vehicle_id: number;
}

/** In these statuses a customer waits for the vehicle: the operator had to move or cancel the booking before the block took effect. */
const WAITS: ReadonlySet<OrderRow['status'] | null> = new Set(['Pending', 'Placed', 'Shipped'] as const);

export const block: Check = {
  name: 'blocks',
  holds:
    'a block leaves no time of its interval free, contains no booking that waits for its vehicle, and has no part outside of it',
  all: async ({ databases: { order } }) => {
    // One statement reads one snapshot, also while bookings end and their time goes to the block.
    const rows = await order.rows<BlockedRow>(
      `SELECT b.id AS block_id, b.vehicle_id, b.starts_at AS block_start, b.ends_at AS block_end, o.starts_at, o.ends_at, o.order_id, orders.status
       FROM blocks b LEFT JOIN occupations o ON o.vehicle_id = b.vehicle_id AND o.starts_at < b.ends_at AND o.ends_at > b.starts_at
       LEFT JOIN orders ON orders.id = o.order_id ORDER BY b.id, o.starts_at`,
    );
    const outside = await order.rows<BlockPart>(
      `SELECT o.block_id, o.vehicle_id FROM occupations o LEFT JOIN blocks b ON b.id = o.block_id WHERE o.block_id IS NOT NULL
       AND (b.id IS NULL OR b.vehicle_id <> o.vehicle_id OR o.starts_at < b.starts_at OR o.ends_at > b.ends_at) ORDER BY o.id`,
    );
    const blocks = Map.groupBy(rows, ({ block_id: id }) => id);
    return {
      looked: blocks.size,
      breaches: [
        ...[...blocks.values()].flatMap((occupations) => [...freeTime(occupations), ...waiting(occupations)]),
        ...outside.map(
          ({ block_id: id, vehicle_id: vehicle }) =>
            `block ${id}: a part of it on vehicle ${vehicle} lies outside of it`,
        ),
      ],
    };
  },
};

/** The times of a block that nothing takes. @param rows of one block, in the order of time */
function freeTime(rows: readonly BlockedRow[]): string[] {
  const [first] = rows;
  if (!first) return [];
  const { block_id: id, vehicle_id: vehicle, block_start: start, block_end: end } = first;
  const taken = rows.flatMap(({ starts_at: from, ends_at: to }) =>
    from === null || to === null ? [] : [{ from, to }],
  );
  const breaches: string[] = [];
  let known = start;
  for (const { from, to } of [...taken, { from: end, to: end }]) {
    if (from > known) breaches.push(`block ${id}: vehicle ${vehicle} is free from ${timeOf(known)} to ${timeOf(from)}`);
    known = Math.max(known, to);
  }
  return breaches;
}

function waiting(rows: readonly BlockedRow[]): string[] {
  return rows
    .filter(({ status }) => WAITS.has(status))
    .map(
      ({ block_id: id, vehicle_id: vehicle, order_id: order, status }) =>
        `block ${id}: order ${order} is ${status}, and has vehicle ${vehicle} in that time`,
    );
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
