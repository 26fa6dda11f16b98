import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

/** What is recorded at the hand-over and at the return; null before. */
const COLUMNS = [
  ['out_vehicle_id', 'integer'],
  ['handover_at', 'bigint'],
  ['handover_odometer', 'integer'],
  ['handover_level', 'integer'],
  ['handover_notes', 'varchar(500)'],
  ['return_at', 'bigint'],
  ['return_odometer', 'integer'],
  ['return_level', 'integer'],
  ['return_notes', 'varchar(500)'],
  ['return_damaged', 'integer'],
] as const;

/** A vehicle is out with one delivery at most. Every engine takes any number of nulls. */
const BY_OUT_VEHICLE = new TableIndex({
  name: 'deliveries_out_vehicle',
  columnNames: ['out_vehicle_id'],
  isUnique: true,
});

export class RecordHandovers1764500000003 implements MigrationInterface {
  readonly name = 'RecordHandovers1764500000003';

  async up(runner: QueryRunner): Promise<void> {
    // TypeORM's addColumn copies the whole table on SQLite. MySQL commits each statement, so a repeated run skips what exists.
    for (const [column, type] of COLUMNS) {
      if (await runner.hasColumn('deliveries', column)) continue;
      await runner.query(`ALTER TABLE deliveries ADD COLUMN ${column} ${type} NULL`);
    }
    const table = await runner.getTable('deliveries');
    if (table?.indices.some(({ name }) => name === BY_OUT_VEHICLE.name)) return;
    await runner.createIndex('deliveries', BY_OUT_VEHICLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('deliveries', BY_OUT_VEHICLE);
    for (const [column] of COLUMNS) await runner.query(`ALTER TABLE deliveries DROP COLUMN ${column}`);
  }
}
