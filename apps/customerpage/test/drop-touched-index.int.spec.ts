import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';

describe.each(allEngines())('On $name, the index of the times of change', (engine) => {
  let trial: MigrationTrial;
  /** The number of indexes of the column, and of all others: PostgreSQL lists the columns of an index in any order. */
  const counted = async (): Promise<{ touched: number; others: number }> => {
    const indices = await trial.indices('customerpages');
    const touched = indices.filter((columns) => columns === 'touched_at').length;
    return { touched, others: indices.length - touched };
  };

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'DropTouchedIndex');
  });
  afterAll(() => trial.end());

  it('is dropped, also under the name that a rebuild gives it, and no other one is', async () => {
    await trial.execute('CREATE INDEX pages_abc_1 ON customerpages (touched_at)');
    expect(await counted()).toEqual({ touched: 2, others: 1 });
    expect((await trial.up())[0]).toContain('DropTouchedIndex');
    expect(await counted()).toEqual({ touched: 0, others: 1 });
  });

  it('is there again when the migration is reverted, and dropped again', async () => {
    await trial.down();
    expect(await counted()).toEqual({ touched: 1, others: 1 });
    await trial.up();
    expect(await counted()).toEqual({ touched: 0, others: 1 });
  });
});
