import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';

describe.each(allEngines())('On $name, the index of the times of change', (engine) => {
  let trial: MigrationTrial;

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'DropTouchedIndex');
  });
  afterAll(() => trial.end());

  it('is dropped, also under the name that a rebuild gives it, and no other one is', async () => {
    await trial.execute('CREATE INDEX pages_abc_1 ON customerpages (touched_at)');
    expect(await trial.indices('customerpages')).toEqual(['customer_id,order_id', 'touched_at', 'touched_at']);
    expect((await trial.up())[0]).toContain('DropTouchedIndex');
    expect(await trial.indices('customerpages')).toEqual(['customer_id,order_id']);
  });

  it('is there again when the migration is reverted, and dropped again', async () => {
    await trial.down();
    expect(await trial.indices('customerpages')).toEqual(['customer_id,order_id', 'touched_at']);
    await trial.up();
    expect(await trial.indices('customerpages')).toEqual(['customer_id,order_id']);
  });
});
