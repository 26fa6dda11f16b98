import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { NotesRetention } from '../src/deliveries/notes.retention.js';
import { HandoverShop } from './handover-shop.js';

const DAY = 86_400_000;

describe.each(allEngines())('On $name, the notes of a delivery', (engine) => {
  let shop: HandoverShop;
  let order = 0;
  let id: number;

  beforeAll(async () => {
    shop = await HandoverShop.on(engine);
  });
  beforeEach(async () => {
    order += 1;
    id = await shop.book(order, order);
  });
  afterAll(() => shop.delivery.stop());
  const erase = (days: number): Promise<number> => shop.delivery.app.get(NotesRetention).erase(Date.now() + days * DAY);
  const stored = async (): Promise<string> =>
    JSON.stringify(await shop.delivery.rows('SELECT handover_notes, return_notes FROM deliveries'));

  it('are erased 30 days after the return, and the facts stay', async () => {
    await shop.handOver(id, { notes: 'SECRET-A', odometer: 5 });
    expect(await erase(400)).toBe(0);
    await shop.takeBack(id, { notes: 'SECRET-B', odometer: 9 });
    expect([await erase(29), await stored()]).toEqual([0, expect.stringContaining('SECRET-A')]);
    expect(await erase(31)).toBe(1);
    expect(await stored()).not.toContain('SECRET');
    const found = await shop.ofOrder(order);
    expect(found).toMatchObject({ status: 'Returned', handover: { odometer: 5 }, return: { odometer: 9 } });
    expect(JSON.stringify(found)).not.toContain('notes');
    expect(await erase(31)).toBe(0);
  });

  it('are erased also when only one side has them, and nothing is erased without any', async () => {
    await shop.handOver(id, { notes: 'SECRET-C' });
    await shop.takeBack(id);
    const other = await shop.book(order + 1_000, order + 1_000);
    await shop.handOver(other);
    await shop.takeBack(other);
    expect(await erase(31)).toBe(1);
    expect(await stored()).not.toContain('SECRET');
  });
});

describe.each(allEngines())('On $name, the migration that lets notes be erased', (engine) => {
  let trial: MigrationTrial;
  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'ChangeBookings');
  });
  afterAll(() => trial.end());

  it('includes the returns of before, and can be reverted and repeated', async () => {
    for (const [order, status, notes] of [
      [1, 'Returned', "'by Ann'"],
      [2, 'Returned', 'NULL'],
      [3, 'HandedOver', "'by Bob'"],
    ]) {
      await trial.execute(
        `INSERT INTO deliveries (order_id, status, created_at, updated_at, version, handover_notes) VALUES (${order}, '${status}', 5, 6, 1, ${notes})`,
      );
    }
    const kept = 'SELECT COUNT(*) AS n FROM deliveries WHERE notes_kept_from = 6';
    expect(await trial.up()).toHaveLength(1);
    expect(await trial.reader.number(kept)).toBe(1);
    await trial.down();
    await trial.execute('ALTER TABLE deliveries ADD COLUMN notes_kept_from bigint NULL');
    expect(await trial.up()).toHaveLength(1);
    expect(await trial.reader.number(kept)).toBe(1);
  });
});
