import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

/** Numbers the transactions that change the read model, so that the live stream needs no clock to follow them. */
export class CreateCustomerpageChanges1764000000201 implements MigrationInterface {
  readonly name = 'CreateCustomerpageChanges1764000000201';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'customerpage_changes',
        columns: [
          {
            name: 'id',
            type: runner.dataSource.options.type === 'better-sqlite3' ? 'integer' : 'bigint',
            isPrimary: true,
            isGenerated: true,
            generationStrategy: 'increment',
          },
          { name: 'order_ids', type: 'text' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('customerpage_changes');
  }
}
