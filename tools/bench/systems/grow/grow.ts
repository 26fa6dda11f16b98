import { connect } from '../sql.ts';
import { SERVICES, type Surroundings } from '../system.ts';
import { multiply } from './multiply.ts';

/**
 * Grows the four databases to `orders` orders by copying existing rows of every service's tables in the same
 * proportion.
 */
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
