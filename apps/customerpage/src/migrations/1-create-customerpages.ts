import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const FACTS = ['ordered_at', 'paid_at', 'shipped_at', 'delivery_canceled_at', 'pay_cancelled_at', 'order_cancelled_at'];

export class CreateCustomerpages1764000000001 implements MigrationInterface {
  readonly name = 'CreateCustomerpages1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'customerpages',
        columns: [
          { name: 'order_id', type: 'integer', isPrimary: true },
          { name: 'product_id', type: 'varchar', length: '64', isNullable: true },
          { name: 'qty', type: 'integer', isNullable: true },
          { name: 'customer_id', type: 'varchar', length: '255', isNullable: true },
          { name: 'payment_id', type: 'integer', isNullable: true },
          { name: 'delivery_id', type: 'integer', isNullable: true },
          { name: 'amount', type: 'bigint', isNullable: true },
          { name: 'currency', type: 'varchar', length: '3', isNullable: true },
          ...FACTS.map((name) => ({ name, type: 'bigint', isNullable: true })),
          { name: 'touched_at', type: 'bigint' },
          { name: 'version', type: 'integer' },
        ],
        indices: [
          { name: 'customerpages_customer', columnNames: ['customer_id', 'order_id'] },
          { name: 'customerpages_touched', columnNames: ['touched_at'] },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('customerpages');
  }
}
