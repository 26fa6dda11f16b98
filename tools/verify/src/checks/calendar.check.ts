import type { Check } from '../check.ts';

interface Overlap {
  vehicle_id: number;
  order_id: number | null;
  starts_at: number;
  busy_until: number;
}

export const calendar: Check = {
  name: 'calendar',
  holds: 'no two occupations of a vehicle overlap, and each ends after it begins',
  all: async ({ databases: { order } }) => {
    // One statement reads one snapshot. The last end of all earlier occupations, so that a long one cannot hide behind a short one.
    const overlaps = await order.rows<Overlap>(
      `SELECT vehicle_id, order_id, starts_at, busy_until FROM (SELECT vehicle_id, order_id, starts_at, ends_at,
       MAX(ends_at) OVER (PARTITION BY vehicle_id ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
       FROM occupations) numbered WHERE busy_until > starts_at OR ends_at <= starts_at ORDER BY vehicle_id, starts_at`,
    );
    return {
      looked: await order.number('SELECT COUNT(*) AS n FROM occupations'),
      breaches: overlaps.map(({ vehicle_id: vehicle, order_id: id, starts_at: at, busy_until: until }) => {
        const what = id === null ? 'a block' : `order ${id}`;
        return until > at
          ? `${what}: vehicle ${vehicle} is taken until ${timeOf(until)}, and again from ${timeOf(at)}`
          : `${what}: vehicle ${vehicle} is taken from ${timeOf(at)} for no time`;
      }),
    };
  },
};

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
