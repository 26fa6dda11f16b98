import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const FACTS = ['ordered_at', 'paid_at', 'shipped_at', 'delivery_canceled_at', 'pay_cancelled_at', 'order_cancelled_at'];

/** The read model's table under the given name; a rebuild makes a second one beside the live one. */
export function customerpagesTable(name: string, indexPrefix = name): Table {
  return new Table({
    name,
    columns: [
      { name: 'order_id', type: 'integer', isPrimary: true, primaryKeyConstraintName: `${indexPrefix}_key` },
      { name: 'product_id', type: 'varchar', length: '64', isNullable: true },
      { name: 'qty', type: 'integer', isNullable: true },
      { name: 'customer_id', type: 'varchar', length: '255', isNullable: true },
      { name: 'payment_id', type: 'integer', isNullable: true },
      { name: 'delivery_id', type: 'integer', isNullable: true },
      { name: 'amount', type: 'bigint', isNullable: true },
      { name: 'currency', type: 'varchar', length: '3', isNullable: true },
      ...FACTS.map((fact) => ({ name: fact, type: 'bigint', isNullable: true })),
      { name: 'touched_at', type: 'bigint' },
      { name: 'version', type: 'integer' },
    ],
    indices: [
      { name: `${indexPrefix}_customer`, columnNames: ['customer_id', 'order_id'] },
      { name: `${indexPrefix}_touched`, columnNames: ['touched_at'] },
    ],
  });
}

export class CreateCustomerpages1764000000001 implements MigrationInterface {
  readonly name = 'CreateCustomerpages1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(customerpagesTable('customerpages'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('customerpages');
  }
}
