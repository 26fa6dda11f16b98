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

/** Gives the cars of an order that ended back to the stock of their model. */
export async function giveStockBack(tx: Tx, { productId, qty }: Taken): Promise<void> {
  await tx.execute('UPDATE cars SET stock = stock + ? WHERE product_id = ?', [qty, productId]);
}
