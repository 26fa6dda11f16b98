import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

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

/** What the eraser reads. MySQL has no partial index, and ignores the condition. */
const BY_NOTES = new TableIndex({
  name: 'deliveries_notes',
  columnNames: ['notes_kept_from'],
  where: 'notes_kept_from IS NOT NULL',
});

/** The changes of bookings, and when the notes of a return are erased. */
export class ChangeBookings1764700000004 implements MigrationInterface {
  readonly name = 'ChangeBookings1764700000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(CHANGES, true);
    if (!(await runner.hasColumn('deliveries', 'notes_kept_from'))) {
      await runner.query('ALTER TABLE deliveries ADD COLUMN notes_kept_from bigint NULL');
    }
    await runner.query(
      `UPDATE deliveries SET notes_kept_from = updated_at, version = version + 1
       WHERE status = 'Returned' AND notes_kept_from IS NULL AND (handover_notes IS NOT NULL OR return_notes IS NOT NULL)`,
    );
    const table = await runner.getTable('deliveries');
    if (!table?.indices.some(({ name }) => name === BY_NOTES.name)) await runner.createIndex('deliveries', BY_NOTES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('deliveries', BY_NOTES);
    await runner.query('ALTER TABLE deliveries DROP COLUMN notes_kept_from');
    await runner.dropTable(CHANGES);
  }
}
