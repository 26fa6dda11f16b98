import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { Customerpage } from '../src/customerpages/customerpage.entity.js';

describe.each(allEngines())('On $name, the columns of bookings', (engine) => {
  let trial: MigrationTrial;
  const insert = (orderId: number): Promise<unknown> =>
    trial.execute(
      `INSERT INTO customerpages (order_id, paid_at, touched_at, version) VALUES (${String(orderId)}, 1, 1, 1)`,
    );
  const read = (orderId: number): Promise<Customerpage | undefined> => trial.reader.find(Customerpage, { orderId });

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'FollowBookings');
    await insert(1);
  });
  afterAll(() => trial.end());

  it('are added, also after an interruption between two of them', async () => {
    await trial.execute('ALTER TABLE customerpages ADD COLUMN starts_at bigint NULL');
    expect((await trial.up())[0]).toContain('FollowBookings');
    expect(await read(1)).toMatchObject({ startsAt: null, refundedMinor: null, handedOverAt: null, status: 'Placed' });
  });

  it('stay null in the rows of a replica that does not know them', async () => {
    await insert(2);
    expect(await read(2)).toMatchObject({ vehicleId: null, orderCompletedAt: null });
  });

  it('can be removed and added again', async () => {
    await trial.down();
    expect((await trial.up())[0]).toContain('FollowBookings');
    expect(await read(2)).toMatchObject({ endsAt: null, returnedAt: null });
  });
});
