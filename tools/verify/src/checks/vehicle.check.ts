import type { Check, Scene } from '../check.ts';
import type { Stay } from '../log-index.ts';

/** Tolerated difference between the clocks of two replicas of delivery, in milliseconds. */
const CLOCK_SKEW = 1_000;

export const vehicle: Check = {
  name: 'vehicles',
  holds: 'a vehicle is handed over and returned in turn, and never with two customers',
  order: ({ delivery, underWay }) => {
    if (underWay || !delivery) return [];
    const { status, vehicle_id: own, out_vehicle_id: out } = delivery;
    const expected = status === 'HandedOver' ? own : null;
    return out === expected ? [] : [`${status}, and the vehicle marked as out is ${out ?? 'none'}`];
  },
  all: async (scene) => {
    const { looked, breaches } = stayBreaches(scene);
    return { looked, breaches: [...breaches, ...(await twiceOut(scene))] };
  },
};

function stayBreaches({ log }: Scene): { looked: number; breaches: string[] } {
  let looked = 0;
  const breaches: string[] = [];
  let before: Stay | undefined;
  for (const stay of log.stays()) {
    looked += 1;
    const { vehicleId, orderId, since } = stay;
    if (before?.vehicleId === vehicleId && since < (before.until ?? Infinity) - CLOCK_SKEW) {
      breaches.push(`order ${orderId}: vehicle ${vehicleId} was handed over while order ${before.orderId} had it`);
    }
    before = stay;
  }
  return { looked, breaches };
}

async function twiceOut({ databases }: Scene): Promise<string[]> {
  const rows = await databases.delivery.rows<{ vehicle_id: number; n: number }>(
    "SELECT vehicle_id, COUNT(*) AS n FROM deliveries WHERE status = 'HandedOver' AND vehicle_id IS NOT NULL GROUP BY vehicle_id HAVING COUNT(*) > 1",
  );
  return rows.map(({ vehicle_id: vehicle, n }) => `vehicle ${vehicle} is with ${n} customers`);
}
