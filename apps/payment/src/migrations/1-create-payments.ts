import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const id: TableColumnOptions = {
  name: 'id',
  type: 'integer',
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
};
const createdAt: TableColumnOptions = { name: 'created_at', type: 'bigint' };

export class CreatePayments1764000000001 implements MigrationInterface {
  readonly name = 'CreatePayments1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'payments',
        columns: [
          id,
          { name: 'order_id', type: 'integer' },
          { name: 'product_id', type: 'varchar', length: '64' },
          { name: 'qty', type: 'integer' },
          { name: 'amount', type: 'bigint' },
          { name: 'currency', type: 'varchar', length: '3' },
          { name: 'customer_id', type: 'varchar', length: '255' },
          { name: 'status', type: 'varchar', length: '20' },
          { name: 'reference', type: 'varchar', length: '255', isNullable: true },
          { name: 'reason', type: 'varchar', length: '255', isNullable: true },
          { name: 'request_hash', type: 'varchar', length: '64' },
          { name: 'idempotency_key', type: 'varchar', length: '255', isNullable: true },
          createdAt,
          { name: 'updated_at', type: 'bigint' },
          { name: 'version', type: 'integer' },
        ],
        indices: [
          { name: 'payments_order', columnNames: ['order_id'], isUnique: true },
          { name: 'payments_key', columnNames: ['idempotency_key'], isUnique: true },
          { name: 'payments_customer', columnNames: ['customer_id', 'id'] },
          { name: 'payments_status', columnNames: ['status', 'id'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'payment_cancellations',
        columns: [
          id,
          { name: 'order_id', type: 'integer' },
          { name: 'product_id', type: 'varchar', length: '64' },
          { name: 'qty', type: 'integer' },
          { name: 'customer_id', type: 'varchar', length: '255' },
          { name: 'request_hash', type: 'varchar', length: '64' },
          { name: 'idempotency_key', type: 'varchar', length: '255' },
          createdAt,
        ],
        indices: [
          { name: 'payment_cancellations_key', columnNames: ['idempotency_key'], isUnique: true },
          { name: 'payment_cancellations_order', columnNames: ['order_id'], isUnique: true },
          { name: 'payment_cancellations_customer', columnNames: ['customer_id', 'id'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'ledger',
        columns: [
          id,
          { name: 'order_id', type: 'integer' },
          { name: 'kind', type: 'varchar', length: '10' },
          { name: 'amount', type: 'bigint' },
          { name: 'currency', type: 'varchar', length: '3' },
          createdAt,
        ],
        // The last line of defence against paying or refunding twice.
        indices: [{ name: 'ledger_once', columnNames: ['order_id', 'kind'], isUnique: true }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['ledger', 'payment_cancellations', 'payments']) await runner.dropTable(table);
  }
}
