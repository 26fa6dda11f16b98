import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateStripeEvents1764000000002 implements MigrationInterface {
  readonly name = 'CreateStripeEvents1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'stripe_events',
        columns: [
          { name: 'id', type: 'varchar', length: '255', isPrimary: true },
          { name: 'type', type: 'varchar', length: '100' },
          { name: 'received_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('stripe_events');
  }
}
