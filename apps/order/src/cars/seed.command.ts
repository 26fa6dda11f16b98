import { isUniqueViolation, openMigrated, openUnitOfWork, type Schema, type UnitOfWork } from '@carshare/persistence';
import type { OrderConfig } from '../app.config.js';

/** The demo fleet: product id, model, price per unit in cents, number of cars. */
const FLEET = [
  ['1001', 'City Electric', 4900, 20],
  ['1002', 'Family Estate', 6900, 12],
  ['1003', 'Open Roadster', 8900, 6],
  ['1004', 'Long Van', 7900, 8],
  ['1005', 'Alpine Four-by-Four', 9900, 5],
] as const;

const INSERT = 'INSERT INTO cars (product_id, model, price, currency, stock, fleet) VALUES (?, ?, ?, ?, ?, ?)';

/**
 * Inserts the demo fleet when the table of cars is empty, in one transaction.
 * @returns the number of models that were inserted; 0 when there was a car already
 */
export async function seedFleet(unitOfWork: UnitOfWork): Promise<number> {
  try {
    return await unitOfWork.transaction(async (tx) => {
      const [first] = await tx.query('SELECT product_id FROM cars LIMIT 1');
      if (first) return 0;
      for (const [productId, model, price, stock] of FLEET) {
        await tx.execute(INSERT, [productId, model, price, 'EUR', stock, stock]);
      }
      return FLEET.length;
    });
  } catch (error) {
    // Another process has inserted the fleet between this transaction's read and its write.
    if (isUniqueViolation(error)) return 0;
    throw error;
  }
}

/** The command `seed`. It waits for the migrations of a server's database, and applies those of an SQLite file. */
export async function seed(config: OrderConfig, schema: Schema): Promise<string> {
  const dataSource = await openMigrated(config, schema);
  const unitOfWork = openUnitOfWork(dataSource, config.databaseUrl);
  try {
    const inserted = await seedFleet(unitOfWork);
    return inserted > 0
      ? `inserted the demo fleet: ${inserted} models`
      : 'the fleet has cars already: nothing was changed';
  } finally {
    await unitOfWork.close();
    await dataSource.destroy();
  }
}
