import { connect } from '../sql.ts';
import { SERVICES, type Surroundings } from '../system.ts';
import { multiply } from './multiply.ts';

/** Fills the four databases up to `orders` orders by copying the rows that are there, every service's tables in the same proportion. */
export async function growDatabases(
  dataDir: string,
  surroundings: Surroundings | undefined,
  stored: number,
  orders: number,
): Promise<void> {
  for (const service of SERVICES) {
    const sql = await connect(service, dataDir, surroundings);
    try {
      await multiply(sql, stored, orders);
    } finally {
      await sql.close();
    }
  }
}
