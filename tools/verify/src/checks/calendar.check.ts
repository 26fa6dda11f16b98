import type { Check } from '../check.ts';

interface BlockPart {
  block_id: number;
  vehicle_id: number;
}

interface Overlap {
  vehicle_id: number;
  order_id: number | null;
  starts_at: number;
  busy_until: number;
}

export const calendar: Check = {
  name: 'calendar',
  holds: 'no two occupations of a vehicle overlap, each ends after it begins, and a part of a block lies within it',
  all: async ({ databases: { order } }) => {
    // One statement reads one snapshot. The last end of all earlier occupations, so that a long one cannot hide behind a short one.
    const overlaps = await order.rows<Overlap>(
      `SELECT vehicle_id, order_id, starts_at, busy_until FROM (SELECT vehicle_id, order_id, starts_at, ends_at,
       MAX(ends_at) OVER (PARTITION BY vehicle_id ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
       FROM occupations) numbered WHERE busy_until > starts_at OR ends_at <= starts_at ORDER BY vehicle_id, starts_at`,
    );
    const parts = await order.rows<BlockPart>(
      `SELECT o.block_id, o.vehicle_id FROM occupations o LEFT JOIN blocks b ON b.id = o.block_id WHERE o.block_id IS NOT NULL
       AND (b.id IS NULL OR b.vehicle_id <> o.vehicle_id OR o.starts_at < b.starts_at OR o.ends_at > b.ends_at) ORDER BY o.id`,
    );
    return {
      looked: await order.number('SELECT COUNT(*) AS n FROM occupations'),
      breaches: [
        ...overlaps.map(({ vehicle_id: vehicle, order_id: id, starts_at: at, busy_until: until }) => {
          const what = id === null ? 'a block' : `order ${id}`;
          return until > at
            ? `${what}: vehicle ${vehicle} is taken until ${timeOf(until)}, and again from ${timeOf(at)}`
            : `${what}: vehicle ${vehicle} is taken from ${timeOf(at)} for no time`;
        }),
        ...parts.map(
          ({ block_id: block, vehicle_id: vehicle }) =>
            `block ${block}: a part of it on vehicle ${vehicle} lies outside of it`,
        ),
      ],
    };
  },
};

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
