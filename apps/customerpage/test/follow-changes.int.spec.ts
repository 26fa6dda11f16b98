import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { Customerpage } from '../src/customerpages/customerpage.entity.js';

describe.each(allEngines())('On $name, the columns of what changes during a rental', (engine) => {
  let trial: MigrationTrial;
  const insert = (orderId: number, ended = 'NULL'): Promise<unknown> =>
    trial.execute(
      `INSERT INTO customerpages (order_id, paid_at, vehicle_id, handed_over_at, order_completed_at, touched_at, version)
        VALUES (${String(orderId)}, 1, 7, ${ended}, ${ended}, 1, 1)`,
    );
  const read = (orderId: number): Promise<Customerpage | undefined> => trial.reader.find(Customerpage, { orderId });

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'FollowChanges');
    await insert(1);
    await insert(2, '1');
  });
  afterAll(() => trial.end());

  it('are added, also after an interruption between two of them', async () => {
    await trial.execute('ALTER TABLE customerpages ADD COLUMN overdue_to bigint NULL');
    expect((await trial.up())[0]).toContain('FollowChanges');
    expect(await read(1)).toMatchObject({ owedMinor: null, usedVehicleId: null, vehicleId: 7, adjustments: null });
  });

  it('have what a rebuild would put into the rows of ended rentals', async () => {
    expect(await read(2)).toMatchObject({ owedMinor: 0, usedVehicleId: 7, overdueSince: null });
  });

  it('stay null in the rows of a replica that does not know them', async () => {
    await insert(3, '1');
    expect(await read(3)).toMatchObject({ owedMinor: null, usedVehicleId: null, vehicleId: 7 });
  });

  it('can be removed and added again', async () => {
    await trial.down();
    expect((await trial.up())[0]).toContain('FollowChanges');
    expect(await read(3)).toMatchObject({ owedMinor: 0, extendedAt: null });
  });
});
