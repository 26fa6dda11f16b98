import { CommitBatch, StaleWrite, type Tx } from '@carshare/persistence';
import { lockCar } from './lock-car.js';

/** The condition keeps the stock from going below zero, whatever other transactions have taken meanwhile. */
const TAKE = 'UPDATE cars SET stock = stock - ? WHERE product_id = ? AND stock >= ? AND retired_at IS NULL';

/** What an instant order takes of a model. */
interface Taken {
  productId: string;
  qty: number;
}

/**
 * Takes the cars of several orders from the stock of their model, first come first served.
 * @param orders of one model; each takes all of its cars or none
 * @returns the orders whose cars were taken
 * @throws {CarNotFound} when the model was retired since the orders were priced
 */
export async function takeStock<T extends { qty: number }>(
  tx: Tx,
  productId: string,
  orders: readonly T[],
): Promise<readonly T[]> {
  const take = (cars: number): Promise<number> => tx.execute(TAKE, [cars, productId, cars]);
  if ((await take(sumOf(orders))) === 1) return orders;
  let { stock } = await lockCar(tx, productId);
  const served = orders.filter(({ qty }) => {
    if (qty > stock) return false;
    stock -= qty;
    return true;
  });
  if (served.length > 0 && (await take(sumOf(served))) !== 1) throw new StaleWrite(`the stock of ${productId} changed`);
  return served;
}

/**
 * Takes what is left of a stock, up to the cars of an order: they are with the customer already.
 * @returns how many of them could not be taken
 */
export async function takeWhatIsLeft(tx: Tx, { productId, qty }: Taken): Promise<number> {
  // The update that changes nothing takes the lock on every engine: the stock that is read after it is the last committed one.
  await tx.execute('UPDATE cars SET stock = stock WHERE product_id = ?', [productId]);
  const [car] = await tx.query<{ stock: number }>('SELECT stock FROM cars WHERE product_id = ?', [productId]);
  const taken = Math.min(qty, car?.stock ?? 0);
  await tx.execute('UPDATE cars SET stock = stock - ? WHERE product_id = ?', [taken, productId]);
  return qty - taken;
}

/** Gives the cars of an order that ended back to the stock of their model, just before the transaction commits. */
export function giveStockBack(tx: Tx, taken: Taken): void {
  returned.add(tx, taken);
}

/** A transaction of many events locks each model only for its commit, and the models in one order: orders wait for the rows. */
const returned = new CommitBatch<Taken>(
  async (tx, all) => {
    const byModel = Object.entries(Object.groupBy(all, ({ productId }) => productId));
    for (const [productId, taken = []] of byModel.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      await tx.execute('UPDATE cars SET stock = stock + ? WHERE product_id = ?', [sumOf(taken), productId]);
    }
  },
  () => undefined,
);

function sumOf(orders: readonly { qty: number }[]): number {
  return orders.reduce((sum, { qty }) => sum + qty, 0);
}
