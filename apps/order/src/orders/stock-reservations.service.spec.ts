import { beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork, type Tx } from '@carshare/persistence';
import { OutOfStock } from '../cars/car.errors.js';
import { Order } from './order.entity.js';
import { StockReservationsService } from './stock-reservations.service.js';

/** Commits when the test says so, on a stock and a list of rows. */
class HeldUnitOfWork extends UnitOfWork {
  stock = 100;
  readonly rows: Order[] = [];
  readonly commits: Order[][] = [];
  /** The customer that is read of each row instead of its own. */
  misread: string | undefined;
  private readonly held: (() => void)[] = [];

  /** Commits what is under way, and what follows, until nothing is left. */
  async commitAll(): Promise<void> {
    for (let next = this.held.shift(); next; next = this.held.shift()) {
      next();
      await new Promise(setImmediate);
    }
  }

  protected async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    await new Promise<void>((go) => this.held.push(go));
    let { stock } = this;
    const stored: Order[] = [];
    const execute = async (sql: string, [cars]: number[]): Promise<number> => {
      if (sql.startsWith('UPDATE cars SET stock = stock WHERE')) return 1;
      if (cars! > stock) return 0;
      stock -= cars!;
      return 1;
    };
    const insert = async (order: Order): Promise<void> => {
      order.id = 0;
      const isTaken = [...this.rows, ...stored].some(({ customerId }) => customerId === order.customerId);
      if (isTaken || order.customerId === 'broken') throw new Error(`row of ${order.customerId}`);
      stored.push(order);
    };
    const insertAll = async (orders: Order[]): Promise<void> => {
      for (const order of orders) await insert(order);
    };
    const query = async (sql: string, [newest = 0]: number[] = []): Promise<object[]> => {
      if (sql.startsWith('SELECT MAX')) return [{ id: this.rows.length }];
      const rows = [...this.rows, ...stored].map(({ customerId }, index) => ({ id: index + 1, customerId }));
      return rows
        .slice(newest)
        .map(({ id, customerId }) => ({ id, customer_id: this.misread ?? customerId, created_at: '0' }));
    };
    const find = async (): Promise<object> => ({ stock, retiredAt: null });
    const result = await work({ execute, insert, insertAll, query, find } as unknown as Tx);
    this.stock = stock;
    this.rows.push(...stored);
    this.commits.push(stored);
    return result;
  }
}

describe(StockReservationsService.name, () => {
  let unitOfWork: HeldUnitOfWork;
  let reservations: StockReservationsService;
  beforeEach(() => {
    unitOfWork = new HeldUnitOfWork();
    reservations = new StockReservationsService(unitOfWork);
  });

  const order = (customerId: string, qty = 1, productId = '1001'): Order =>
    Object.assign(new Order(), { customerId, qty, productId, createdAt: new Date(0) });
  const reserveAll = async (orders: Order[]): Promise<unknown[]> => {
    const outcomes = Promise.allSettled(orders.map((one) => reservations.reserve(one, undefined)));
    await unitOfWork.commitAll();
    return (await outcomes).map((outcome) => (outcome.status === 'fulfilled' ? 'stored' : (outcome.reason as unknown)));
  };
  const customers = (): string[][] => unitOfWork.commits.map((commit) => commit.map(({ customerId }) => customerId));

  it('commits an order alone, and together those that arrive during its commit', async () => {
    await reserveAll(['a', 'b', 'c'].map((customer) => order(customer)));
    await reserveAll([order('d')]);
    expect(customers()).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(unitOfWork.stock).toBe(96);
  });

  it('gives each order of a commit its id', async () => {
    const orders = ['a', 'b', 'c', 'd'].map((customer) => order(customer));
    await reserveAll(orders);
    expect(orders.slice(1).map(({ id }) => id)).toEqual([2, 3, 4]);
  });

  it('commits each order alone when the ids of several cannot be told apart', async () => {
    unitOfWork.misread = 'another';
    expect(await reserveAll([order('a'), order('b'), order('c')])).toEqual(['stored', 'stored', 'stored']);
    expect(customers()).toEqual([['a'], ['b'], ['c']]);
  });

  it('bounds a commit to 64 orders', async () => {
    unitOfWork.stock = 140;
    await reserveAll(Array.from({ length: 140 }, (_, index) => order(String(index))));
    expect(unitOfWork.commits.map(({ length }) => length)).toEqual([1, 64, 64, 11]);
  });

  it('commits each model separately', async () => {
    const outcomes = await reserveAll([order('a'), order('b', 1, '1002')]);
    expect(outcomes).toEqual(['stored', 'stored']);
    expect(customers()).toEqual([['a'], ['b']]);
  });

  it('serves in the order of arrival, and goes on behind an order that is too large', async () => {
    unitOfWork.stock = 6;
    const refused = new OutOfStock('1001');
    const outcomes = await reserveAll([order('a'), order('b', 3), order('c', 3), order('d', 2), order('e')]);
    expect(outcomes).toEqual(['stored', 'stored', refused, 'stored', refused]);
    expect(customers()).toEqual([['a'], ['b', 'd']]);
    expect(unitOfWork.stock).toBe(0);
  });

  it('refuses the row of one order alone when it cannot be stored', async () => {
    const outcomes = await reserveAll([order('a'), order('b'), order('broken'), order('c')]);
    expect(outcomes).toEqual(['stored', 'stored', new Error('row of broken'), 'stored']);
    expect(customers()).toEqual([['a'], ['b'], ['c']]);
    expect(unitOfWork.stock).toBe(97);
  });

  it('refuses all orders of a commit that the server cannot make now, with one attempt', async () => {
    let attempts = 0;
    const lost = Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
    unitOfWork.transaction = async () => {
      attempts += 1;
      throw lost;
    };
    expect(await reserveAll([order('a'), order('b'), order('c')])).toEqual([lost, lost, lost]);
    expect(attempts).toBe(2);
  });
});
