import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { Delivery } from '../src/deliveries/delivery.entity.js';

describe.each(allEngines())('On $name, the migration to scheduled deliveries', (engine) => {
  let trial: MigrationTrial;

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'ScheduleDeliveries');
  });
  afterAll(() => trial.end());

  it('leaves shipped deliveries as they are, and can be reverted and repeated', async () => {
    await trial.execute(
      "INSERT INTO deliveries (order_id, status, created_at, updated_at, version) VALUES (1, 'Shipped', 5, 6, 1)",
    );
    const [first, ...later] = await trial.up();
    expect(first).toContain('ScheduleDeliveries');
    const nothing = { startsAt: null, endsAt: null, vehicleId: null, dueAt: null };
    expect(await trial.reader.find(Delivery, { orderId: 1 })).toMatchObject({ status: 'Shipped', ...nothing });
    await trial.down();
    expect(await trial.reader.number('SELECT version AS n FROM deliveries WHERE order_id = 1')).toBe(1);
    // As after an interruption between two of its statements.
    await trial.execute('ALTER TABLE deliveries ADD COLUMN vehicle_id integer NULL');
    expect(await trial.up()).toEqual([first, ...later]);
    expect(await trial.reader.find(Delivery, { orderId: 1 })).toMatchObject(nothing);
  });
});
