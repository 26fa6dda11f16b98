import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

/** Batches of the topic that cannot be decoded and that an operator has decided to skip. */
export class CreateSkippedBatches1764000000030 implements MigrationInterface {
  readonly name = 'CreateSkippedBatches1764000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'skipped_batches',
        columns: [
          { name: 'partition_number', type: 'integer', isPrimary: true },
          { name: 'first_offset', type: 'bigint', isPrimary: true },
          { name: 'skipped_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('skipped_batches');
  }
}
