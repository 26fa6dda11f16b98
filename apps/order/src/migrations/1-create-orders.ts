import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateOrders1764000000001 implements MigrationInterface {
  readonly name = 'CreateOrders1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'cars',
        columns: [
          { name: 'product_id', type: 'varchar', length: '64', isPrimary: true },
          { name: 'model', type: 'varchar', length: '100' },
          { name: 'price', type: 'integer' },
          { name: 'currency', type: 'varchar', length: '3' },
          { name: 'stock', type: 'integer' },
          { name: 'fleet', type: 'integer' },
        ],
        checks: [{ name: 'stock_never_negative', expression: 'stock >= 0', columnNames: ['stock'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'orders',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'product_id', type: 'varchar', length: '64' },
          { name: 'qty', type: 'integer' },
          { name: 'status', type: 'varchar', length: '16' },
          { name: 'amount', type: 'bigint' },
          { name: 'currency', type: 'varchar', length: '3' },
          { name: 'customer_id', type: 'varchar', length: '255' },
          { name: 'payment_method', type: 'varchar', length: '64', isNullable: true },
          { name: 'idempotency_key', type: 'varchar', length: '255', isNullable: true },
          { name: 'request_hash', type: 'varchar', length: '64', isNullable: true },
          { name: 'refusal', type: 'varchar', length: '64', isNullable: true },
          { name: 'refusal_reason', type: 'varchar', length: '255', isNullable: true },
          { name: 'trace_id', type: 'varchar', length: '32', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'placed_at', type: 'bigint', isNullable: true },
          { name: 'updated_at', type: 'bigint' },
          { name: 'due_at', type: 'bigint', isNullable: true },
          { name: 'attempts', type: 'integer' },
          { name: 'version', type: 'integer' },
        ],
        indices: [
          { name: 'orders_customer', columnNames: ['customer_id', 'id'] },
          { name: 'orders_due', columnNames: ['due_at'], where: 'due_at IS NOT NULL' },
          {
            name: 'orders_idempotency',
            columnNames: ['customer_id', 'idempotency_key'],
            isUnique: true,
            where: 'idempotency_key IS NOT NULL',
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('orders');
    await runner.dropTable('cars');
  }
}
