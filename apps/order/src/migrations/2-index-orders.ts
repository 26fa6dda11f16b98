import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

/** The operator console lists orders by state and age. */
const INDICES = [
  { name: 'orders_status', columnNames: ['status', 'id'] },
  { name: 'orders_created', columnNames: ['created_at', 'id'] },
];

export class IndexOrders1764000000002 implements MigrationInterface {
  readonly name = 'IndexOrders1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const index of INDICES) await runner.createIndex('orders', new TableIndex(index));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of INDICES) await runner.dropIndex('orders', name);
  }
}
