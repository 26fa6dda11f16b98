import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

/** What an order changed of its booking before delivery has received its payment. */
const CHANGES = new Table({
  name: 'booking_changes',
  columns: [
    { name: 'order_id', type: 'integer', isPrimary: true },
    { name: 'ends_at', type: 'bigint', isNullable: true },
    { name: 'vehicle_id', type: 'integer', isNullable: true },
    { name: 'version', type: 'integer' },
  ],
});

export class ChangeBookings1764700000004 implements MigrationInterface {
  readonly name = 'ChangeBookings1764700000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(CHANGES, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(CHANGES);
  }
}
