import type { Tx } from '@carshare/persistence';
import { Car } from './car.entity.js';
import { CarNotFound } from './car.errors.js';

/**
 * Reads the car once no other transaction can change it: orders take from the stock at any time. The update that changes nothing takes
 * the lock on every engine; on MySQL, only what follows it sees the last committed state.
 * @throws {CarNotFound} also for a retired one
 */
export async function lockCar(tx: Tx, productId: string): Promise<Car> {
  await tx.execute('UPDATE cars SET stock = stock WHERE product_id = ?', [productId]);
  const car = await tx.find(Car, { productId });
  if (!car || car.retiredAt !== null) throw new CarNotFound(productId);
  return car;
}
