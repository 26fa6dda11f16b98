import { isServerCondition, UnitOfWork, type Tx } from '@carshare/persistence';
import { DomainError } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { OutOfStock } from '../cars/car.errors.js';
import { takeStock } from '../cars/stock.js';
import type { NewContact } from '../mails/mail-contact.entity.js';
import { MailsService } from '../mails/mails.service.js';
import type { Order } from './order.entity.js';

/** Orders that one commit carries at most: it bounds how long the row of the model is locked. */
const BATCH = 64;

/** A new instant order that waits for its commit. */
interface Waiting {
  order: Order;
  qty: number;
  contact: NewContact | undefined;
  stored: () => void;
  failed: (error: unknown) => void;
}

/**
 * Stores instant orders and takes their cars. The database lets one transaction at a time take from a model, from its update to its
 * commit. So the orders of one model that arrive during a commit share the next one; an order that is alone has a commit of its own.
 */
@Injectable()
export class StockReservationsService {
  /** The orders that wait, by model; a model is listed while a commit of it is under way. */
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly mails?: MailsService,
  ) {}

  /**
   * Inserts the order and takes its cars, both or neither.
   * @throws {OutOfStock} when fewer cars are free
   * @throws {CarNotFound} when the model was retired meanwhile
   */
  async reserve(order: Order, contact: NewContact | undefined): Promise<Order> {
    await new Promise<void>((stored, failed) => {
      const arrived = { order, qty: order.qty, contact, stored, failed };
      const queue = this.waiting.get(order.productId);
      if (queue) queue.push(arrived);
      else void this.commitAll(order.productId, [arrived]);
    });
    return order;
  }

  private async commitAll(productId: string, queue: Waiting[]): Promise<void> {
    this.waiting.set(productId, queue);
    while (queue.length > 0) await this.commit(productId, queue.splice(0, BATCH));
    this.waiting.delete(productId);
  }

  private async commit(productId: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const served = new Set(await this.unitOfWork.transaction((tx) => this.store(tx, productId, batch)));
      for (const one of batch) {
        if (served.has(one)) one.stored();
        else one.failed(new OutOfStock(productId));
      }
    } catch (error) {
      if (batch.length === 1 || error instanceof DomainError || isServerCondition(error)) {
        for (const { failed } of batch) failed(error);
        return;
      }
      // One order's row is refused, as for a key that is taken: it must not fail the others.
      for (const one of batch) await this.commit(productId, [one]);
    }
  }

  private async store(tx: Tx, productId: string, batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const newest = batch.length > 1 ? await newestId(tx) : 0;
    const served = await takeStock(tx, productId, batch);
    const orders = served.map(({ order }) => order);
    if (batch.length > 1) await insertAfter(tx, newest, productId, orders);
    else for (const order of orders) await tx.insert(order);
    await this.mails?.open(tx, served);
    return served;
  }
}

async function newestId(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ id: number | string | null }>('SELECT MAX(id) AS id FROM orders');
  return Number(row?.id ?? 0);
}

/** What is read of an inserted order: MySQL answers no list of generated ids. */
interface Inserted {
  id: number | string;
  customer_id: string;
  created_at: number | string;
}

/**
 * Inserts instant orders of one model in one statement, and sets their ids.
 * @param newest an id that an order had before the transaction locked the row of the model; it bounds what is read
 */
async function insertAfter(tx: Tx, newest: number, productId: string, orders: readonly Order[]): Promise<void> {
  if (orders.length === 0) return;
  await tx.insertAll(orders);
  const sql =
    'SELECT id, customer_id, created_at FROM orders WHERE id > ? AND product_id = ? AND vehicle_id IS NULL ORDER BY id';
  // The last rows are those of this transaction: another one commits an order of the model only with the row of the model locked.
  const rows = (await tx.query<Inserted>(sql, [newest, productId])).slice(-orders.length);
  orders.forEach((order, index) => {
    const row = rows[index];
    const isIts = row?.customer_id === order.customerId && Number(row.created_at) === order.createdAt.getTime();
    if (!isIts) throw new Error(`the ids of ${orders.length} orders of ${productId} cannot be told`);
    order.id = Number(row.id);
  });
}
