import type { Tx } from '@carshare/persistence';
import { OutOfStock } from './car.errors.js';

/** What an instant order takes of a model. */
interface Taken {
  productId: string;
  qty: number;
}

/** Takes cars from the stock of a model. @throws {OutOfStock} when fewer are free; nothing is taken then */
export async function takeStock(tx: Tx, { productId, qty }: Taken): Promise<void> {
  const sql = 'UPDATE cars SET stock = stock - ? WHERE product_id = ? AND stock >= ?';
  if ((await tx.execute(sql, [qty, productId, qty])) !== 1) throw new OutOfStock(productId);
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

/** Gives the cars of an order that ended back to the stock of their model. */
export async function giveStockBack(tx: Tx, { productId, qty }: Taken): Promise<void> {
  await tx.execute('UPDATE cars SET stock = stock + ? WHERE product_id = ?', [qty, productId]);
}
