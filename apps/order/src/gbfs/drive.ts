/** The propulsion types of the specification that a car can have. */
const PROPULSIONS = [
  'electric',
  'combustion',
  'combustion_diesel',
  'hybrid',
  'plug_in_hybrid',
  'hydrogen_fuel_cell',
] as const;

/** What moves a model, and how far a full battery or tank takes it. */
export interface Drive {
  propulsion: (typeof PROPULSIONS)[number];
  rangeMeters: number;
}

/**
 * Reads entries such as `1001=electric:300,*=combustion:600`: the model, its propulsion, and its range in km.
 * @returns undefined when an entry is malformed, or none stands for all other models
 */
export function drivesIn(text: string): ReadonlyMap<string, Drive> | undefined {
  const drives = new Map<string, Drive>();
  for (const entry of text.split(',')) {
    const [, productId = '', name, km] = /^\s*(\*|[\w.-]{1,64})=(\w+):(\d{1,4})\s*$/.exec(entry) ?? [];
    const propulsion = PROPULSIONS.find((known) => known === name);
    if (!propulsion || drives.has(productId)) return undefined;
    drives.set(productId, { propulsion, rangeMeters: Number(km) * 1_000 });
  }
  return drives.has('*') ? drives : undefined;
}
