import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const common: TableColumnOptions[] = [
  { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
  { name: 'order_id', type: 'integer' },
  { name: 'payment_id', type: 'integer', isNullable: true },
  { name: 'customer_id', type: 'varchar', length: '255', isNullable: true },
  { name: 'created_at', type: 'bigint' },
];

export class CreateDeliveries1764000000001 implements MigrationInterface {
  readonly name = 'CreateDeliveries1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'deliveries',
        columns: [
          ...common,
          { name: 'status', type: 'varchar', length: '20' },
          { name: 'updated_at', type: 'bigint' },
          { name: 'version', type: 'integer' },
        ],
        indices: [
          { name: 'deliveries_order', columnNames: ['order_id'], isUnique: true },
          { name: 'deliveries_customer', columnNames: ['customer_id', 'id'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'cancellations',
        columns: [
          ...common,
          { name: 'request_hash', type: 'varchar', length: '64' },
          { name: 'idempotency_key', type: 'varchar', length: '255' },
        ],
        indices: [
          { name: 'cancellations_key', columnNames: ['idempotency_key'], isUnique: true },
          { name: 'cancellations_order', columnNames: ['order_id'], isUnique: true },
          { name: 'cancellations_customer', columnNames: ['customer_id', 'id'] },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('cancellations');
    await runner.dropTable('deliveries');
  }
}
