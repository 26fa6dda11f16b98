import { connect, type Sql } from './sql.ts';
import type { ServiceName, Surroundings } from './system.ts';

async function number(sql: Sql, text: string): Promise<number> {
  const [row] = await sql.all(text);
  return Number(Object.values(row ?? {})[0]);
}

/**
 * Compares counts across the floor's four databases: each established order has one payment, one charge, one delivery
 * and a page.
 */
export async function floorBreaches(dataDir: string, surroundings?: Surroundings): Promise<string[]> {
  const count = async (service: ServiceName, text: string): Promise<number> => {
    const sql = await connect(service, dataDir, surroundings);
    try {
      return await number(sql, text);
    } finally {
      await sql.close();
    }
  };
  const shipped = await count('order', `SELECT count(*) FROM orders WHERE status = 'Shipped'`);
  const open = await count('order', `SELECT count(*) FROM orders WHERE status NOT IN ('Shipped', 'Refused')`);
  const payments = await count('payment', 'SELECT count(*) FROM payments');
  const charges = await count('payment', 'SELECT count(DISTINCT payment_id) FROM ledger');
  const deliveries = await count('delivery', 'SELECT count(*) FROM deliveries');
  const pages = await count(
    'customerpage',
    `SELECT count(*) FROM pages WHERE status = 'Shipped' AND product_id IS NOT NULL`,
  );
  const unsent = await count('payment', 'SELECT count(*) FROM outbox WHERE sent = 0');
  const breaches: string[] = [];
  const expect = (what: string, value: number, wanted: number): void => {
    if (value !== wanted) breaches.push(`floor: ${what} is ${value}, not ${wanted}`);
  };
  expect('orders that are not settled', open, 0);
  expect('payments', payments, shipped);
  expect('payments with a charge', charges, shipped);
  expect('deliveries', deliveries, shipped);
  expect('pages that show Shipped', pages, shipped);
  expect('unsent events', unsent, 0);
  return breaches;
}
