import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const COLUMN = 'touched_at';

/** Nothing reads the pages by this column, and every event would write its index. */
export class DropTouchedIndex1764700000006 implements MigrationInterface {
  readonly name = 'DropTouchedIndex1764700000006';

  async up(runner: QueryRunner): Promise<void> {
    const table = await runner.getTable('customerpages');
    // A rebuild has given it another name on SQLite and PostgreSQL.
    const found = table?.indices.filter(({ columnNames }) => columnNames.join() === COLUMN) ?? [];
    for (const index of found) await runner.dropIndex('customerpages', index);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.createIndex('customerpages', new TableIndex({ name: 'customerpages_touched', columnNames: [COLUMN] }));
  }
}
