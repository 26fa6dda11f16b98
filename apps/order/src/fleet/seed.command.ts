import {
  isUniqueViolation,
  openMigrated,
  openUnitOfWork,
  type Schema,
  type Tx,
  type UnitOfWork,
} from '@carshare/persistence';
import type { OrderConfig } from '../app.config.js';
import { Vehicle } from '../vehicles/vehicle.entity.js';

/** A model of the demo fleet. Prices are in cents. */
interface DemoModel {
  productId: string;
  model: string;
  /** Of one car of an instant order, and of a day of a booking. */
  price: number;
  pricePerHour: number;
  /** For each kilometre beyond the included ones of a booking; absent when distance is not charged. */
  pricePerKm?: number;
  /** Cars of the pool, which instant orders take from. */
  stock: number;
  /** Vehicles that are booked by time, beside the stock. */
  vehicles: number;
}

const FLEET: readonly DemoModel[] = [
  { productId: '1001', model: 'City Electric', price: 4900, pricePerHour: 800, stock: 20, vehicles: 4 },
  { productId: '1002', model: 'Family Estate', price: 6900, pricePerHour: 1100, stock: 12, vehicles: 3 },
  { productId: '1003', model: 'Open Roadster', price: 8900, pricePerHour: 1500, stock: 6, vehicles: 2 },
  { productId: '1004', model: 'Long Van', price: 7900, pricePerHour: 1300, pricePerKm: 25, stock: 8, vehicles: 2 },
  { productId: '1005', model: 'Alpine Four-by-Four', price: 9900, pricePerHour: 1700, stock: 5, vehicles: 1 },
];

const INSERT = 'INSERT INTO cars (product_id, model, price, currency, stock, fleet) VALUES (?, ?, ?, ?, ?, ?)';

/**
 * Inserts the demo fleet when the table of cars is empty, in one transaction.
 * @param isBookable whether the models get prices by time and vehicles; without them they are for instant orders only
 * @returns the number of models that were inserted; 0 when there was a car already
 */
export async function seedFleet(unitOfWork: UnitOfWork, isBookable = false): Promise<number> {
  try {
    return await unitOfWork.transaction(async (tx) => {
      const [first] = await tx.query('SELECT product_id FROM cars LIMIT 1');
      if (first) return 0;
      for (const demo of FLEET) {
        const { productId, model, price, stock } = demo;
        await tx.execute(INSERT, [productId, model, price, 'EUR', stock, stock]);
        if (isBookable) await makeBookable(tx, demo);
      }
      return FLEET.length;
    });
  } catch (error) {
    // Another process has inserted the fleet between this transaction's read and its write.
    if (isUniqueViolation(error)) return 0;
    throw error;
  }
}

async function makeBookable(tx: Tx, demo: DemoModel): Promise<void> {
  const { productId, price, pricePerHour, pricePerKm = null, vehicles } = demo;
  const prices =
    'UPDATE cars SET price_per_day_minor = ?, price_per_hour_minor = ?, price_per_km_minor = ? WHERE product_id = ?';
  await tx.execute(prices, [price, pricePerHour, pricePerKm, productId]);
  for (let number = 1; number <= vehicles; number += 1) {
    await tx.insert(Vehicle.of(productId, `DEMO ${productId}-${number}`));
  }
}

/** The command `seed`. It waits for the migrations of a server's database, and applies those of an SQLite file. */
export async function seed(config: OrderConfig, schema: Schema): Promise<string> {
  const dataSource = await openMigrated(config, schema);
  const unitOfWork = openUnitOfWork(dataSource, config.databaseUrl);
  try {
    const inserted = await seedFleet(unitOfWork, true);
    return inserted > 0
      ? `inserted the demo fleet: ${inserted} models`
      : 'the fleet has cars already: nothing was changed';
  } finally {
    await unitOfWork.close();
    await dataSource.destroy();
  }
}
