import { USED } from './adjusted-rentals.js';
import { VEHICLE } from './rentals.js';
import { LONG_AGO, type ShopData } from './shop-data.js';

const HOUR = 3_600_000;
const at = (hours: number): number => LONG_AGO + hours * HOUR;

/** Block 2 contains the rental of order 10, which was over before; block 3 begins within block 2; block 4 ends in the time of order 5. */
export function fillBlocks(shop: ShopData): void {
  store(shop, { id: 2, vehicle: USED, time: [at(-64), at(-48)] }, [
    [at(-64), at(-61)],
    [at(-50), at(-48)],
  ]);
  store(shop, { id: 3, vehicle: USED, time: [at(-49), at(-46)] }, [[at(-48), at(-46)]]);
  store(shop, { id: 4, vehicle: VEHICLE, time: [at(-9), at(-5.5)] }, [[at(-9), at(-6)]]);
}

type Time = readonly [from: number, to: number];

interface Stored {
  id: number;
  vehicle: number;
  time: Time;
}

function store(shop: ShopData, { id, vehicle, time }: Stored, parts: readonly Time[]): void {
  shop.run(
    'order',
    "INSERT INTO blocks (id, vehicle_id, starts_at, ends_at, reason, created_at) VALUES (?, ?, ?, ?, 'brakes', ?)",
    ...[id, vehicle, ...time, LONG_AGO],
  );
  for (const part of parts) {
    shop.run(
      'order',
      "INSERT INTO occupations (vehicle_id, starts_at, ends_at, kind, block_id) VALUES (?, ?, ?, 'block', ?)",
      ...[vehicle, ...part, id],
    );
  }
}

/** Deliberately wrong data of blocks, and the message of the check `blocks`. */
export const BLOCK_BREACHES: readonly [check: string, breach: RegExp, database: string, sql: string][] = [
  [
    'blocks',
    isFree(2, USED, -64, -63),
    'order',
    `UPDATE occupations SET starts_at = ${at(-63)} WHERE block_id = 2 AND starts_at = ${at(-64)}`,
  ],
  ['blocks', isFree(2, USED, -61, -50), 'order', 'DELETE FROM occupations WHERE order_id = 10'],
  ['blocks', isFree(3, USED, -47, -46), 'order', `UPDATE occupations SET ends_at = ${at(-47)} WHERE block_id = 3`],
  [
    'blocks',
    isFree(4, VEHICLE, -6, -5.5),
    'order',
    `UPDATE occupations SET starts_at = ${at(-5.5)} WHERE order_id = 5`,
  ],
  [
    'blocks',
    isFree(5, 904, -2, -1),
    'order',
    `INSERT INTO blocks (id, vehicle_id, starts_at, ends_at, reason, created_at) VALUES (5, 904, ${at(-2)}, ${at(-1)}, 'brakes', 0)`,
  ],
  ...(['Pending', 'Placed', 'Shipped'] as const).map((status): [string, RegExp, string, string] => [
    'blocks',
    new RegExp(`block 4: order 5 is ${status}, and has vehicle ${VEHICLE} in that time`),
    'order',
    `UPDATE orders SET status = '${status}' WHERE id = 5`,
  ]),
  [
    'blocks',
    isOutside(1, 903),
    'order',
    "INSERT INTO occupations (vehicle_id, starts_at, ends_at, kind, block_id) VALUES (903, 1000, 2000, 'block', 1)",
  ],
  ['blocks', isOutside(4, VEHICLE), 'order', 'UPDATE blocks SET ends_at = ends_at - 7200000 WHERE id = 4'],
  ['blocks', isOutside(2, USED), 'order', 'UPDATE blocks SET starts_at = starts_at + 1 WHERE id = 2'],
  ['blocks', isOutside(4, 903), 'order', 'UPDATE occupations SET vehicle_id = 903 WHERE block_id = 4'],
];

function isFree(block: number, vehicle: number, from: number, to: number): RegExp {
  const [start, end] = [from, to].map((hours) => new Date(at(hours)).toISOString());
  return new RegExp(`^block ${block}: vehicle ${vehicle} is free from ${start} to ${end}$`);
}

function isOutside(block: number, vehicle: number): RegExp {
  return new RegExp(`^block ${block}: a part of it on vehicle ${vehicle} lies outside of it$`);
}
