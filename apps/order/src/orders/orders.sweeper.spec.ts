import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Reader, UnitOfWork } from '@carshare/persistence';
import { Order } from './order.entity.js';
import type { OrdersSaga } from './orders.saga.js';
import { OrdersSweeper } from './orders.sweeper.js';

describe(OrdersSweeper.name, () => {
  let due: number;
  let driven: number[];
  let sweeper: OrdersSweeper;
  beforeEach(() => {
    jest.useFakeTimers();
    driven = [];
    const findWhere = (_entity: unknown, condition: string): Promise<Order[]> => {
      const count = Math.min(due, Number(/LIMIT (\d+)$/.exec(condition)?.[1]));
      due -= count;
      return Promise.resolve(
        Array.from({ length: count }, (_, id) => Object.assign(new Order(), { id, traceId: null })),
      );
    };
    const drive = ({ id }: Order): Promise<void> => Promise.resolve(void driven.push(id));
    sweeper = new OrdersSweeper(
      { drive } as unknown as OrdersSaga,
      { transaction: () => Promise.resolve(1) } as unknown as UnitOfWork,
      { findWhere } as unknown as Reader,
    );
    sweeper.onApplicationBootstrap();
  });
  afterEach(async () => {
    await sweeper.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  it('goes on soon while more orders are due than it takes in one round', async () => {
    due = 50;
    await jest.advanceTimersByTimeAsync(610);
    expect(driven).toHaveLength(50);
  });

  it('waits for its next round when it has taken all that were due', async () => {
    due = 19;
    await jest.advanceTimersByTimeAsync(510);
    due += 5;
    await jest.advanceTimersByTimeAsync(480);
    expect(driven).toHaveLength(19);
    await jest.advanceTimersByTimeAsync(20);
    expect(driven).toHaveLength(24);
  });

  it('looks less often while nothing is due', async () => {
    due = 0;
    await jest.advanceTimersByTimeAsync(510);
    due = 1;
    await jest.advanceTimersByTimeAsync(1_980);
    expect(driven).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(20);
    expect(driven).toHaveLength(1);
  });
});
