import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const UNMET_DEMAND = new Table({
  name: 'unmet_demand',
  columns: [
    { name: 'day', type: 'varchar', length: '10', isPrimary: true },
    { name: 'product_id', type: 'varchar', length: '64', isPrimary: true },
    { name: 'reason', type: 'varchar', length: '64', isPrimary: true },
    { name: 'refusals', type: 'integer' },
  ],
});

const AGENDA = new TableIndex({ name: 'bookings_agenda', columnNames: ['agenda_at'] });

/** Orders whose car was not brought when this migration was written. */
const OPEN = "status IN ('Pending', 'Placed', 'Shipped', 'Cancelling')";

/** When the car of a booking is brought or fetched next, and a count of refused requests per day. */
export class PlanTheDay1764500000005 implements MigrationInterface {
  readonly name = 'PlanTheDay1764500000005';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way: each step looks for what it makes.
    await runner.createTable(UNMET_DEMAND, true);
    if (!(await runner.hasColumn('bookings', 'agenda_at'))) {
      await runner.query('ALTER TABLE bookings ADD COLUMN agenda_at bigint NULL');
    }
    const bookings = await runner.getTable('bookings');
    if (!bookings?.indices.some(({ name }) => name === AGENDA.name)) await runner.createIndex('bookings', AGENDA);
    await runner.query(
      `UPDATE bookings SET agenda_at = starts_at WHERE agenda_at IS NULL AND order_id IN (SELECT id FROM orders WHERE ${OPEN})`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('bookings', AGENDA);
    await runner.query('ALTER TABLE bookings DROP COLUMN agenda_at');
    await runner.dropTable(UNMET_DEMAND);
  }
}
