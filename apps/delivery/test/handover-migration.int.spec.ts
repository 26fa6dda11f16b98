import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { Delivery } from '../src/deliveries/delivery.entity.js';

const COLUMNS = '(order_id, status, created_at, updated_at, version, vehicle_id';

describe.each(allEngines())('On $name, the migration to hand-overs', (engine) => {
  let trial: MigrationTrial;

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'RecordHandovers');
  });
  afterAll(() => trial.end());

  it('leaves the deliveries as they are, and can be reverted and repeated', async () => {
    for (const order of [1, 2]) {
      await trial.execute(`INSERT INTO deliveries ${COLUMNS}) VALUES (${order}, 'Shipped', 5, 6, 1, 7)`);
    }
    const [first, ...later] = await trial.up();
    expect(first).toContain('RecordHandovers');
    const nothing = { outVehicleId: null, handover: undefined, return: undefined, returnDamaged: null };
    for (const orderId of [1, 2]) {
      expect(await trial.reader.find(Delivery, { orderId })).toMatchObject({
        status: 'Shipped',
        vehicleId: 7,
        ...nothing,
      });
    }
    await trial.down();
    expect(await trial.reader.number('SELECT vehicle_id AS n FROM deliveries WHERE order_id = 1')).toBe(7);
    // As after an interruption between two of its statements.
    await trial.execute('ALTER TABLE deliveries ADD COLUMN out_vehicle_id integer NULL');
    expect(await trial.up()).toEqual([first, ...later]);
    expect(await trial.reader.find(Delivery, { orderId: 1 })).toMatchObject(nothing);
  });

  it('lets a vehicle be out once, and takes rows of the version before', async () => {
    await trial.execute(`INSERT INTO deliveries ${COLUMNS}, out_vehicle_id) VALUES (3, 'HandedOver', 5, 6, 1, 7, 7)`);
    await expect(
      trial.execute(`INSERT INTO deliveries ${COLUMNS}, out_vehicle_id) VALUES (4, 'HandedOver', 5, 6, 1, 7, 7)`),
    ).rejects.toThrow();
    await trial.execute(`INSERT INTO deliveries ${COLUMNS}) VALUES (5, 'Shipped', 5, 6, 1, 7)`);
  });
});
