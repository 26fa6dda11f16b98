import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { Adjustment } from '../src/adjustments/adjustment.entity.js';
import { Settlement } from '../src/adjustments/settlement.entity.js';
import { schema } from '../src/app.module.js';
import { Booking } from '../src/bookings/booking.entity.js';
import { Car, carVersion } from '../src/cars/car.entity.js';

const ORDER =
  'INSERT INTO orders (id, product_id, qty, status, amount, currency, customer_id, created_at, updated_at, attempts, version)';
const BOOKING =
  'INSERT INTO bookings (order_id, vehicle_id, starts_at, ends_at, price_per_day_minor, price_per_hour_minor, min_hours, free_hours, late_fee_percent, version)';

describe.each(allEngines())('On $name, the migration of bookings', (engine) => {
  let trial: MigrationTrial;
  /** An order with its booking, as the earlier version stores them. */
  const book = async (id: number, status: string): Promise<void> => {
    await trial.execute(`${ORDER} VALUES (${id}, '1001', 1, '${status}', 1600, 'EUR', 'ann', 1, 1, 0, 1)`);
    await trial.execute(`${BOOKING} VALUES (${id}, ${id}, 1000, 2000, 4900, 800, 1, 24, 50, 1)`);
  };

  describe('to the agenda', () => {
    beforeAll(async () => {
      trial = await MigrationTrial.begin(engine, schema, 'PlanTheDay');
      for (const [index, status] of ['Placed', 'Shipped', 'Cancelling', 'InUse', 'Completed'].entries()) {
        await book(index + 1, status);
      }
    });
    afterAll(() => trial.end());

    const planned = (): Promise<number> =>
      trial.reader.number('SELECT COUNT(*) AS n FROM bookings WHERE agenda_at = starts_at');

    it('plans the bookings whose car was not brought yet, and no others', async () => {
      expect((await trial.up())[0]).toContain('PlanTheDay');
      expect(await planned()).toBe(3);
      expect(await trial.reader.number('SELECT COUNT(*) AS n FROM bookings WHERE agenda_at IS NULL')).toBe(2);
    });

    it('is reverted with its bookings kept, and applied again after a half-way stop', async () => {
      await trial.down();
      await book(6, 'Pending');
      // As an engine without transactional DDL leaves it.
      await trial.execute('ALTER TABLE bookings ADD COLUMN agenda_at bigint NULL');
      expect((await trial.up())[0]).toContain('PlanTheDay');
      expect(await planned()).toBe(4);
    });
  });

  describe('to extensions and settlements', () => {
    beforeAll(async () => {
      trial = await MigrationTrial.begin(engine, schema, 'AdjustRentals');
      await book(1, 'InUse');
      await trial.execute(
        "INSERT INTO cars (product_id, model, price, currency, stock, fleet, price_per_day_minor, price_per_hour_minor) VALUES ('1001', 'City', 4900, 'EUR', 3, 3, 4900, 800)",
      );
    });
    afterAll(() => trial.end());

    it('leaves earlier bookings without terms of a settlement, and models without a price per kilometre', async () => {
      expect((await trial.up())[0]).toContain('AdjustRentals');
      expect(await trial.reader.find(Booking, { orderId: 1 })).toMatchObject({
        perHour: 800,
        graceMinutes: null,
        perKm: null,
        includedKmPerDay: null,
        earlyRefundPercent: null,
        odometerOut: null,
      });
      const car = await trial.reader.find(Car, { productId: '1001' });
      expect([car?.pricePerKm, carVersion(car!)]).toEqual([null, 'oxQW9uu2ZIouNysN']);
      expect(await trial.reader.all(Adjustment, { orderId: [1] })).toEqual([]);
      expect(await trial.reader.all(Settlement, { orderId: [1] })).toEqual([]);
    });

    it('lets the earlier version write bookings meanwhile', async () => {
      await book(2, 'Placed');
      expect(await trial.reader.find(Booking, { orderId: 2 })).toMatchObject({ graceMinutes: null });
    });

    it('is reverted, and applied again after a half-way stop', async () => {
      await trial.down();
      await trial.execute('ALTER TABLE cars ADD COLUMN price_per_km_minor integer NULL');
      expect((await trial.up())[0]).toContain('AdjustRentals');
      expect(await trial.reader.find(Booking, { orderId: 2 })).toMatchObject({ perHour: 800, perKm: null });
    });
  });
});
