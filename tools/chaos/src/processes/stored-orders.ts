import { dataSourceOptions } from '@carshare/persistence';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { Profile } from './surroundings.js';
import type { StoredOrder } from './verdict.js';

/** Every order of the shop with the Idempotency-Key of its request. */
export async function storedOrders({ env }: Profile): Promise<StoredOrder[]> {
  const url = env['ORDER_DATABASE_URL'] ?? `sqlite:${join(env['DATA_DIR'] ?? '.data', 'order.sqlite')}`;
  const source = await new DataSource(dataSourceOptions(url, { entities: [], migrations: [] }, 'read')).initialize();
  try {
    const rows = await source.query<{ id: number; status: string; idempotency_key: string | null }[]>(
      'SELECT id, status, idempotency_key FROM orders ORDER BY id',
    );
    return rows.map(({ id, status, idempotency_key: key }) => ({ id, status, key }));
  } finally {
    await source.destroy();
  }
}
