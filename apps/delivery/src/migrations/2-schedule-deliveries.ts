import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

/** The facts of a booking, and when its vehicle is shipped; null in the delivery of an instant order. */
const COLUMNS = [
  ['vehicle_id', 'integer'],
  ['starts_at', 'bigint'],
  ['ends_at', 'bigint'],
  ['due_at', 'bigint'],
] as const;

/** What the sweeper reads. MySQL has no partial index, and ignores the condition. */
const BY_DUE = new TableIndex({ name: 'deliveries_due', columnNames: ['due_at'], where: 'due_at IS NOT NULL' });

export class ScheduleDeliveries1764300000002 implements MigrationInterface {
  readonly name = 'ScheduleDeliveries1764300000002';

  async up(runner: QueryRunner): Promise<void> {
    // TypeORM's addColumn copies the whole table on SQLite. MySQL commits each statement, so a repeated run skips what exists.
    for (const [column, type] of COLUMNS) {
      if (await runner.hasColumn('deliveries', column)) continue;
      await runner.query(`ALTER TABLE deliveries ADD COLUMN ${column} ${type} NULL`);
    }
    const table = await runner.getTable('deliveries');
    if (!table?.indices.some(({ name }) => name === BY_DUE.name)) await runner.createIndex('deliveries', BY_DUE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('deliveries', BY_DUE);
    for (const [column] of COLUMNS) await runner.query(`ALTER TABLE deliveries DROP COLUMN ${column}`);
  }
}
