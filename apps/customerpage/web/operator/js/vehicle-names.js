import { getVehicle } from './rental-api.js';

/** The vehicles that a page names by their ids. Each of them is asked for once. */
export function vehicleNames() {
  /** @type {Map<number, import('./types.js').Vehicle>} */
  const known = new Map();
  /** @type {Set<number>} */
  const asked = new Set();
  return {
    /** Asks for those that are not known. @param {number[]} ids */
    async read(ids) {
      const unknown = [...new Set(ids)].filter((id) => !asked.has(id));
      for (const id of unknown) asked.add(id);
      await Promise.all(
        unknown.map(async (id) => {
          const vehicle = await getVehicle(id).catch(() => undefined);
          if (vehicle) known.set(id, vehicle);
          // Asked again with the next reading: the service may have been restarted.
          else asked.delete(id);
        }),
      );
    },
    /** @param {number} id */
    find: (id) => known.get(id),
    /** The plate, or the id of a vehicle that is not known. @param {number} id */
    plate: (id) => known.get(id)?.plate ?? `#${id}`,
  };
}
