import type { Tx } from '@carshare/persistence';
import { Occupation, type Interval } from './occupation.entity.js';

/** An occupation as a statement reads it. */
export interface Taken extends Interval {
  id: number;
  orderId: number | null;
  blockId: number | null;
}

interface Row {
  id: number;
  starts_at: number | string;
  ends_at: number | string;
  order_id: number | null;
  block_id: number | null;
}

const COLUMNS = 'id, starts_at, ends_at, order_id, block_id';

/** The occupation of an order. */
export async function occupationOf(tx: Tx, orderId: number): Promise<Taken | undefined> {
  const [row] = await tx.query<Row>(`SELECT ${COLUMNS} FROM occupations WHERE order_id = ?`, [orderId]);
  return row && toTaken(row);
}

/**
 * The occupations of a vehicle that overlap an interval, in the order of time. They do not overlap each other, so the first is the last
 * one that starts by the interval's start, which one index seek finds however long the history is.
 */
export async function overlapping(tx: Tx, vehicleId: number, { startsAt, endsAt }: Interval): Promise<Taken[]> {
  const rows = await tx.query<Row>(
    `SELECT ${COLUMNS} FROM occupations WHERE vehicle_id = ? AND starts_at < ? AND ends_at > ? AND starts_at >=
      COALESCE((SELECT MAX(p.starts_at) FROM occupations p WHERE p.vehicle_id = ? AND p.starts_at <= ?), 0) ORDER BY starts_at`,
    [vehicleId, endsAt.getTime(), startsAt.getTime(), vehicleId, startsAt.getTime()],
  );
  return rows.map(toTaken);
}

/**
 * Takes the free time of an interval for the blocks that contain it. Code that frees time of a vehicle calls it in the same transaction,
 * after the vehicle's version was raised: a booking never gets time of a block.
 */
export async function fillBlocks(tx: Tx, vehicleId: number, within: Interval): Promise<void> {
  const blocks = await tx.query<Pick<Row, 'id' | 'starts_at' | 'ends_at'>>(
    'SELECT id, starts_at, ends_at FROM blocks WHERE vehicle_id = ? AND ends_at > ? AND starts_at < ? ORDER BY id',
    [vehicleId, within.startsAt.getTime(), within.endsAt.getTime()],
  );
  for (const { id, starts_at, ends_at } of blocks) {
    const part = {
      startsAt: new Date(Math.max(Number(starts_at), within.startsAt.getTime())),
      endsAt: new Date(Math.min(Number(ends_at), within.endsAt.getTime())),
    };
    for (const gap of gapsIn(part, await overlapping(tx, vehicleId, part))) {
      await tx.insert(Occupation.ofBlock(vehicleId, id, gap));
    }
  }
}

/** The parts of an interval that no occupation takes. @param taken in the order of time */
export function gapsIn({ startsAt, endsAt }: Interval, taken: readonly Interval[]): Interval[] {
  const starts = [startsAt, ...taken.map((one) => one.endsAt)];
  const ends = [...taken.map((one) => one.startsAt), endsAt];
  return starts
    .map((start, gap) => ({ startsAt: start, endsAt: ends[gap] ?? endsAt }))
    .filter((gap) => gap.startsAt < gap.endsAt);
}

function toTaken({ id, starts_at, ends_at, order_id, block_id }: Row): Taken {
  return {
    id,
    startsAt: new Date(Number(starts_at)),
    endsAt: new Date(Number(ends_at)),
    orderId: order_id,
    blockId: block_id,
  };
}
