import { describe, expect, it } from '@jest/globals';
import type { Tx } from '@carshare/persistence';
import { giveStockBack } from './stock.js';

describe(giveStockBack.name, () => {
  it('gives the cars of many orders back once per model, in the order of the models, when the transaction commits', async () => {
    const statements: unknown[][] = [];
    const hooks: (() => Promise<void>)[] = [];
    const tx = {
      execute: async (_sql: string, parameters: unknown[]) => statements.push(parameters),
      onCommitting: (hook: () => Promise<void>) => hooks.push(hook),
      onCommitted: () => undefined,
    } as unknown as Tx;
    for (const productId of ['1002', '1001', '1002']) giveStockBack(tx, { productId, qty: 2 });
    expect(statements).toEqual([]);
    for (const hook of hooks) await hook();
    expect(statements).toEqual([
      [2, '1001'],
      [4, '1002'],
    ]);
  });
});
