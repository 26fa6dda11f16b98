import { dataSourceOptions } from '@carshare/persistence';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { Profile } from './surroundings.js';

/** An order in the shop's database, because the API does not return keys. */
export interface StoredOrder {
  id: number;
  status: string;
  key: string | null;
}

/** What the shop's database holds. */
export interface Stored {
  /** Every order with the Idempotency-Key of its request. */
  orders: StoredOrder[];
  /** Occupations of a vehicle that begin before an earlier one of it ends. */
  doubleBooked: string[];
}

export async function readStored({ env }: Profile): Promise<Stored> {
  const url = env['ORDER_DATABASE_URL'] ?? `sqlite:${join(env['DATA_DIR'] ?? '.data', 'order.sqlite')}`;
  const source = await new DataSource(dataSourceOptions(url, { entities: [], migrations: [] }, 'read')).initialize();
  try {
    const rows = await source.query<{ id: number; status: string; idempotency_key: string | null }[]>(
      'SELECT id, status, idempotency_key FROM orders ORDER BY id',
    );
    const taken = await source.query<Record<'vehicle_id' | 'order_id' | 'starts_at' | 'ends_at', number | string>[]>(
      'SELECT vehicle_id, order_id, starts_at, ends_at FROM occupations ORDER BY vehicle_id, starts_at',
    );
    return {
      orders: rows.map(({ id, status, idempotency_key: key }) => ({ id, status, key })),
      doubleBooked: taken.flatMap(({ vehicle_id: vehicle, order_id: id, starts_at: start }, index) => {
        const before = taken[index - 1];
        return before?.vehicle_id === vehicle && Number(before.ends_at) > Number(start)
          ? [`vehicle ${vehicle}: orders ${before.order_id} and ${id}`]
          : [];
      }),
    };
  } finally {
    await source.destroy();
  }
}
