import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

/** `[starts_at, ends_at)` is what the operator has asked for; its occupations fill the free parts of it. */
const BLOCKS = new Table({
  name: 'blocks',
  columns: [
    { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    { name: 'vehicle_id', type: 'integer' },
    { name: 'starts_at', type: 'bigint' },
    { name: 'ends_at', type: 'bigint' },
    { name: 'reason', type: 'varchar', length: '200' },
    { name: 'created_at', type: 'bigint' },
  ],
  indices: [
    { name: 'blocks_vehicle', columnNames: ['vehicle_id', 'ends_at'] },
    { name: 'blocks_end', columnNames: ['ends_at'] },
  ],
  checks: [{ name: 'blocks_order', expression: 'ends_at > starts_at', columnNames: ['starts_at', 'ends_at'] }],
});

const COLUMNS = [
  ['occupations', 'block_id', 'integer'],
  ['vehicles', 'state_reason', 'varchar(32)'],
  ['bookings', 'overdue_at', 'bigint'],
] as const;

/** Partial where the engine has partial indices: a booking does not write it. */
const PARTS = new TableIndex({
  name: 'occupations_block',
  columnNames: ['block_id'],
  where: 'block_id IS NOT NULL',
});

/** Blocks of a vehicle, why a vehicle is out of service, and when a booking became overdue. */
export class BlockVehicles1764600000006 implements MigrationInterface {
  readonly name = 'BlockVehicles1764600000006';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way: each step looks for what it makes.
    await runner.createTable(BLOCKS, true);
    for (const [table, column, type] of COLUMNS) {
      if (await runner.hasColumn(table, column)) continue;
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type} NULL`);
    }
    const occupations = await runner.getTable('occupations');
    if (!occupations?.indices.some(({ name }) => name === PARTS.name)) await runner.createIndex('occupations', PARTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('occupations', PARTS);
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    await runner.dropTable(BLOCKS);
  }
}
